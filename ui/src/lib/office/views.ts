/**
 * The shapes of the office API, as the server sends them (sync-server/src/api/views.rs).
 *
 * The case itself comes from the same Rust types as on the kit.
 */
import type { Badge } from "../ipc/generated/Badge";
import type { By } from "../ipc/generated/By";
import type { CaseDetail } from "../ipc/generated/CaseDetail";
import type { CaseSummary } from "../ipc/generated/CaseSummary";
import type { FormInfo } from "../ipc/generated/FormInfo";
import type { LayananInfo } from "../ipc/generated/LayananInfo";
import type { NikCheckView } from "../ipc/generated/NikCheckView";
import type { ProcedureInfo } from "../ipc/generated/ProcedureInfo";
import type { Reason } from "../ipc/generated/Reason";
import type { RequirementInfo } from "../ipc/generated/RequirementInfo";

export type {
  Badge,
  By,
  CaseDetail,
  CaseSummary,
  FormInfo,
  LayananInfo,
  NikCheckView,
  ProcedureInfo,
  Reason,
  RequirementInfo,
};

/** What a role may do in the dashboard. */
export type Right =
  | "read_case"
  | "answer_application"
  | "enter_status"
  | "release"
  | "answer_conflict"
  | "settle_incident"
  | "note"
  | "device_code"
  | "plan_visit";

export interface MeView {
  user: string;
  nama: string;
  peran: string;
  peran_label: string;
  office: string;
  demo: boolean;
  version: string;
  may: Right[];
}

export interface StatusItem {
  id: string;
  meaning: string;
  phase: string;
  printable: boolean;
}

export interface RegionItem {
  code: string;
  nama: string;
  level: number;
}

export interface OfficeReference {
  procedures: ProcedureInfo[];
  forms: FormInfo[];
  requirements: RequirementInfo[];
  layanan: LayananInfo[];
  statuses: StatusItem[];
  wilayah: RegionItem[];
}

export interface RailCounts {
  applications: number;
  conflicts: number;
  cases: number;
  visits: number;
  devices: number;
}

export interface StepCount {
  step: string;
  no: number;
  short: string;
  short_en: string;
  count: number;
  oldest_ms: number | null;
  waiting: number;
  returned: number;
}

export interface KelurahanCoverage {
  code: string;
  nama: string;
  kecamatan: string;
  residents: number;
  recorded: number;
  cases: number;
  debts: number;
  last_visit: string | null;
  next_visit: string | null;
}

export interface StepTime {
  step: string;
  no: number;
  short: string;
  short_en: string;
  seconds: number | null;
  median_seconds: number | null;
  count: number;
  recent: number[];
}

export interface DeviceItem {
  id: string;
  nama: string;
  status: string;
  enrolled_ms: number;
  last_contact_ms: number | null;
  waiting: number | null;
  attachments_missing: number;
  version: string | null;
  refused: number;
  visit: string | null;
  acked_seq: number;
}

export interface OverviewView {
  now_ms: number;
  today: string;
  counts: RailCounts;
  devices: DeviceItem[];
  steps: StepCount[];
  kelurahan: KelurahanCoverage[];
  times: StepTime[];
  served_today: number;
  cards_today: number;
  debts: number;
}

export interface CasePage {
  items: CaseSummary[];
  total: number;
  page: number;
  page_size: number;
}

export interface AttachmentView {
  slot: string;
  hash: string;
  size: number;
  mime: string;
  quality: number;
  received: number;
  complete: boolean;
  received_ms: number | null;
}

export interface OfficeCaseView {
  detail: CaseDetail;
  kasus_lain: CaseSummary[];
  attachments: AttachmentView[];
  nik_revealed: boolean;
  official: Partial<Record<string, string>>;
}

export type NikAnswer =
  { answer: "granted"; nik: string; evidence: string | null } | { answer: "refused"; reason: string };

export interface ApplicationItem {
  case: CaseSummary;
  filed_by: By;
  filed_ms: number;
  state: string;
  complete: boolean;
  missing: string[];
}

export interface ConflictItem {
  case: CaseSummary;
  kind: string;
  fields: string[];
  incidents: string[];
  since_ms: number;
  device: string | null;
  code: string | null;
}

export interface DeviceCode {
  code: string;
  expires_ms: number;
  office_url: string | null;
}

export interface OfficeVisit {
  id: string;
  kelurahan: string;
  kelurahan_nama: string;
  tanggal: string;
  tempat: string;
  jam: string;
  kontak_nama: string;
  kontak_hp: string;
  contacts: number;
  cases: number;
  done: number;
  residents: number;
}

export interface VisitParams {
  kelurahan: string;
  tanggal: string;
  tempat: string;
  jam: string;
  kontak_nama: string;
  kontak_hp: string;
}
