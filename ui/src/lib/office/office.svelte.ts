/** What every part of the dashboard shares: calls, session, news, place, reference data and the overview with the counts of the rail. */
import { createContext } from "svelte";
import { Load } from "../shared/load.svelte";
import { officeApi, type Fetch, type OfficeApi } from "./api";
import { Labels } from "./labels";
import { Live, type EventLine, type News } from "./live.svelte";
import { Route } from "./route.svelte";
import { Session } from "./session/session.svelte";
import type { OfficeReference, OverviewView } from "./views";

export class Office {
  readonly api: OfficeApi;
  readonly session: Session;
  readonly live: Live;
  readonly route: Route;
  readonly reference: Load<OfficeReference>;
  readonly overview: Load<OverviewView>;
  readonly labels = $derived.by(() => new Labels(this.reference.data));

  constructor(host: { fetch: Fetch; events: () => EventLine; window: Window }) {
    this.api = officeApi(host.fetch, () => this.session.end());
    this.session = new Session(this.api);
    // A session that ended cuts the line too: asking who is signed in tells the two apart.
    this.live = new Live(host.events, () => void this.api.me().catch(() => undefined));
    this.route = new Route(host.window);
    this.reference = new Load(() => this.api.reference());
    this.overview = new Load(() => this.api.overview());
  }

  /** After signing in: what the frame needs, and the news. */
  begin(): void {
    void this.reference.load();
    void this.overview.load();
    this.live.start();
  }
}

export const [getOffice, setOffice] = createContext<Office>();

/** The news touch this document, or news were missed. */
export function concerns(news: News[], doc: string): boolean {
  return news.some((one) => one.event === "again" || (one.event === "changed" && one.docs.includes(doc)));
}

/** Calls `reload` whenever something that concerns the component changed, as long as it is on screen. */
export function followNews(live: Live, reload: () => void, about: (news: News[]) => boolean = () => true): void {
  $effect(() =>
    live.listen((news) => {
      if (about(news)) reload();
    }),
  );
}
