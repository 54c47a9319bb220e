/**
 * The shapes of the office API, generated from sync-server/src/api/views.rs and from the case itself.
 *
 * The dashboard imports them from here, so that only this file names the generated ones.
 */
export type { AccountItem } from "../ipc/generated/AccountItem";
export type { AccountParams } from "../ipc/generated/AccountParams";
export type { ApplicationItem } from "../ipc/generated/ApplicationItem";
export type { AttachmentView } from "../ipc/generated/AttachmentView";
export type { Badge } from "../ipc/generated/Badge";
export type { By } from "../ipc/generated/By";
export type { CaseDetail } from "../ipc/generated/CaseDetail";
export type { CasePage } from "../ipc/generated/CasePage";
export type { CaseSummary } from "../ipc/generated/CaseSummary";
export type { ConflictItem } from "../ipc/generated/ConflictItem";
export type { DeviceCode } from "../ipc/generated/DeviceCode";
export type { DeviceDecision } from "../ipc/generated/DeviceDecision";
export type { DeviceDetail } from "../ipc/generated/DeviceDetail";
export type { DeviceHeld } from "../ipc/generated/DeviceHeld";
export type { DeviceItem } from "../ipc/generated/DeviceItem";
export type { FormInfo } from "../ipc/generated/FormInfo";
export type { FrontDoor } from "../ipc/generated/FrontDoor";
export type { HeldItem } from "../ipc/generated/HeldItem";
export type { KelurahanCoverage } from "../ipc/generated/KelurahanCoverage";
export type { LayananInfo } from "../ipc/generated/LayananInfo";
export type { LiveEvent } from "../ipc/generated/LiveEvent";
export type { MeView } from "../ipc/generated/MeView";
export type { NikAnswerParams as NikAnswer } from "../ipc/generated/NikAnswerParams";
export type { OfficeCaseView } from "../ipc/generated/OfficeCaseView";
export type { OfficeCode } from "../ipc/generated/OfficeCode";
export type { OfficeNikCheck as NikCheckView } from "../ipc/generated/OfficeNikCheck";
export type { OfficeReference } from "../ipc/generated/OfficeReference";
export type { OfficeVisit } from "../ipc/generated/OfficeVisit";
export type { OfficeVisitParams as VisitParams } from "../ipc/generated/OfficeVisitParams";
export type { OneTimePassword } from "../ipc/generated/OneTimePassword";
export type { OfficeSlipAnswer as SlipAnswer } from "../ipc/generated/OfficeSlipAnswer";
export type { OfficeSlipVerdict as SlipVerdict } from "../ipc/generated/OfficeSlipVerdict";
export type { OverviewView } from "../ipc/generated/OverviewView";
export type { ProcedureInfo } from "../ipc/generated/ProcedureInfo";
export type { QrView } from "../ipc/generated/QrView";
export type { Reason } from "../ipc/generated/Reason";
export type { RecoveryCodes } from "../ipc/generated/RecoveryCodes";
export type { RequirementInfo } from "../ipc/generated/RequirementInfo";
export type { SecondFactorView } from "../ipc/generated/SecondFactorView";
export type { StatusItem } from "../ipc/generated/StatusItem";
export type { StepCount } from "../ipc/generated/StepCount";
export type { StepTime } from "../ipc/generated/StepTime";
export type { StickTaken } from "../ipc/generated/StickTaken";
export type { WaitingKit } from "../ipc/generated/WaitingKit";

/** What a role may do in the dashboard, as {@link MeView} lists it. */
export type Right =
  | "read_case"
  | "answer_application"
  | "enter_status"
  | "release"
  | "answer_conflict"
  | "settle_incident"
  | "note"
  | "device_code"
  | "device_confirm"
  | "take_stick"
  | "plan_visit"
  | "keep_accounts"
  | "device_end"
  | "device_report";
