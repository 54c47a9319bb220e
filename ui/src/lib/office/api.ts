/**
 * The calls to the office server. The only file of the dashboard that knows paths and `fetch`.
 *
 * Every function answers the view or throws an {@link OfficeProblem}; a sign-in that has run out is also told to `onSignedOut`.
 */
import { OfficeProblem, problemFrom } from "./problem";
import type {
  AccountItem,
  AccountParams,
  ApplicationItem,
  CasePage,
  ConflictItem,
  DeviceCode,
  DeviceDetail,
  DeviceItem,
  HeldItem,
  FrontDoor,
  MeView,
  NikAnswer,
  NikCheckView,
  OfficeCaseView,
  OfficeReference,
  OfficeVisit,
  OneTimePassword,
  OverviewView,
  RecoveryCodes,
  SecondFactorView,
  SlipAnswer,
  StickTaken,
  VisitParams,
  WaitingKit,
} from "./views";

export interface CaseFilter {
  q: string;
  step: string;
  layanan: string;
  kelurahan: string;
  badge: string;
  page: number;
}

/** Where a request goes; replaced in tests. */
export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

export function officeApi(fetch: Fetch, onSignedOut: () => void) {
  async function request<T>(method: "GET" | "POST", path: string, body?: unknown): Promise<T> {
    return read<T>(await send(fetch, method, path, body));
  }
  async function read<T>(response: Response): Promise<T> {
    const text = await response.text().catch(() => "");
    if (response.ok) return parse(text) as T;
    const problem = problemFrom(response.status, tryParse(text));
    if (problem.code === "unauthenticated") onSignedOut();
    throw problem;
  }
  const get = <T>(path: string) => request<T>("GET", path);
  const post = <T>(path: string, body: unknown) => request<T>("POST", path, body);
  const onCase = (id: string, act: string, body: unknown) =>
    post<OfficeCaseView>(`api/cases/${encodeURIComponent(id)}/${act}`, body);

  return {
    login: (user: string, password: string) => post<MeView>("api/login", { user, password }),
    logout: () => post<unknown>("api/logout", {}),
    me: () => get<MeView>("api/me"),
    frontDoor: () => get<FrontDoor>("api/front-door"),
    choosePassword: (password: string) => post<MeView>("api/login/password", { password }),
    beginTotp: () => post<SecondFactorView>("api/login/totp", {}),
    confirmTotp: (code: string) => post<RecoveryCodes>("api/login/totp/confirm", { code }),
    enterCode: (code: string) => post<MeView>("api/login/code", { code }),
    changePassword: (old: string, own: string) => post<MeView>("api/account/password", { old, new: own }),
    newRecoveryCodes: (code: string) => post<RecoveryCodes>("api/account/recovery-codes", { code }),
    signOutEverywhere: () => post<MeView>("api/account/sign-out-everywhere", {}),
    accounts: () => get<AccountItem[]>("api/accounts"),
    addAccount: (account: AccountParams) => post<OneTimePassword>("api/accounts", account),
    resetAccount: (login: string) => post<OneTimePassword>(`api/accounts/${encodeURIComponent(login)}/reset`, {}),
    setAccountState: (login: string, state: "active" | "disabled") =>
      post<AccountItem[]>(`api/accounts/${encodeURIComponent(login)}/state`, { state }),
    reference: () => get<OfficeReference>("api/reference"),
    overview: () => get<OverviewView>("api/overview"),
    cases: (filter: CaseFilter) => get<CasePage>(`api/cases?${query(filter)}`),
    case: (id: string, reveal: "masked" | "full") =>
      get<OfficeCaseView>(`api/cases/${encodeURIComponent(id)}${reveal === "full" ? "?reveal=1" : ""}`),
    answerNik: (id: string, answer: NikAnswer) => onCase(id, "nik", answer),
    enterStatus: (id: string, status: string, evidence: string) => onCase(id, "status", { status, evidence }),
    release: (id: string, gate: string, reason: string) => onCase(id, "release", { gate, reason }),
    answer: (id: string, field: string, chosen: string | null, shown: string[], reason: string) =>
      onCase(id, "answer", { field, chosen, shown, reason }),
    settle: (id: string, incident: string, reason: string) => onCase(id, "settle", { incident, reason }),
    note: (id: string, text: string) => onCase(id, "note", { text }),
    applications: () => get<ApplicationItem[]>("api/applications"),
    conflicts: () => get<ConflictItem[]>("api/conflicts"),
    held: () => get<HeldItem[]>("api/quarantine"),
    retryHeld: (device: string, seq: number) =>
      post<HeldItem[]>(`api/quarantine/${encodeURIComponent(device)}/${seq}/retry`, {}),
    discardHeld: (device: string, seq: number, reason: string) =>
      post<HeldItem[]>(`api/quarantine/${encodeURIComponent(device)}/${seq}/discard`, { reason }),
    devices: () => get<DeviceItem[]>("api/devices"),
    device: (id: string) => get<DeviceDetail>(`api/devices/${encodeURIComponent(id)}`),
    reportLost: (id: string, reported_ms: number, reason: string) =>
      post<DeviceDetail>(`api/devices/${encodeURIComponent(id)}/lost`, { reported_ms, reason }),
    endKit: (id: string, what: "revoke" | "wipe", reason: string, confirm: string) =>
      post<DeviceDetail>(`api/devices/${encodeURIComponent(id)}/${what}`, { reason, confirm }),
    reportUrl: (id: string, kind: "pdf" | "json" | "csv") => `api/devices/${encodeURIComponent(id)}/laporan.${kind}`,
    deviceCode: () => post<DeviceCode>("api/devices/code", {}),
    waitingKits: () => get<WaitingKit[]>("api/devices/waiting"),
    approveKit: (id: string, words: string) =>
      post<WaitingKit[]>(`api/devices/waiting/${encodeURIComponent(id)}/approve`, { words }),
    rejectKit: (id: string) => post<WaitingKit[]>(`api/devices/waiting/${encodeURIComponent(id)}/reject`, {}),
    visits: () => get<OfficeVisit[]>("api/visits"),
    setVisitTeam: (id: string, team: string[]) =>
      post<OfficeVisit>(`api/visits/${encodeURIComponent(id)}/team`, { team }),
    planVisit: (visit: VisitParams) => post<OfficeVisit>("api/visits", visit),
    checkNik: (input: string, tanggal_lahir: string | null, jenis_kelamin: string | null) =>
      post<NikCheckView>("api/nik-check", { input, tanggal_lahir, jenis_kelamin }),
    checkSlip: (text: string) => post<SlipAnswer>("api/slip", { text }),
    takeStick: async (file: Blob) => read<StickTaken>(await send(fetch, "POST", "api/stick", file)),
    attachmentUrl: (hash: string) => `api/lampiran/${encodeURIComponent(hash)}/berkas`,
  };
}

export type OfficeApi = ReturnType<typeof officeApi>;

async function send(fetch: Fetch, method: string, path: string, body: unknown): Promise<Response> {
  const init: RequestInit = { method, credentials: "same-origin", cache: "no-store" };
  if (body instanceof Blob) {
    init.headers = { "content-type": "application/octet-stream" };
    init.body = body;
  } else if (body !== undefined) {
    init.headers = { "content-type": "application/json" };
    init.body = JSON.stringify(body);
  }
  try {
    return await fetch(path, init);
  } catch {
    throw new OfficeProblem("unreachable");
  }
}

function query(filter: CaseFilter): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(filter)) {
    if (value !== "" && value !== 0) params.set(key, String(value));
  }
  return params.toString();
}

function parse(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new OfficeProblem("nonsense");
  }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
