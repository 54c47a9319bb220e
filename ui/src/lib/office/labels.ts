/** Names of steps, fields, services, requirements, statuses and kelurahan, from the SOP data that the server sends. */
import type { Names } from "../i18n/reasons";
import { locale } from "../shared/i18n.svelte";
import type { OfficeReference, StatusItem } from "./views";

interface Labelled {
  id: string;
  label: string;
  label_en: string;
}

/** What `Names` asks for are fields, not methods: they are handed on to `map` as they are. */
export class Labels implements Names {
  readonly #reference: OfficeReference | undefined;

  constructor(reference: OfficeReference | undefined) {
    this.#reference = reference;
  }

  /** One or two words for a step; its id where the SOP data do not know it. */
  readonly step = (id: string): string => {
    for (const procedure of this.#reference?.procedures ?? []) {
      const step = procedure.steps.find((item) => item.id === id);
      if (step) return locale.pick([step.short, step.short_en]);
    }
    return id;
  };

  /** `5. Verifikasi`. */
  numberedStep(id: string): string {
    for (const procedure of this.#reference?.procedures ?? []) {
      const step = procedure.steps.find((item) => item.id === id);
      if (step) return `${step.no}. ${locale.pick([step.short, step.short_en])}`;
    }
    return id;
  }

  /** The steps of the MOBILE procedure, for the filter. */
  mobileSteps(): { id: string; no: number; short: string }[] {
    const procedure = this.#reference?.procedures.find((item) => item.channel === "mobile");
    return (procedure?.steps ?? []).map((step) => ({
      id: step.id,
      no: step.no,
      short: locale.pick([step.short, step.short_en]),
    }));
  }

  readonly field = (id: string): string => {
    for (const form of this.#reference?.forms ?? []) {
      const field = form.fields.find((item) => item.id === id);
      if (field) return locale.pick([field.label, field.label_en]);
    }
    return id;
  };

  /** A field or a required document, whichever has this id. */
  fieldOrRequirement(id: string): string {
    const field = this.field(id);
    return field === id ? this.requirement(id) : field;
  }

  /** Fields of a form in their order, e.g. `biodata` (F-1.01). */
  formFields(id: string): string[] {
    return this.#reference?.forms.find((form) => form.id === id)?.fields.map((field) => field.id) ?? [];
  }

  /** Some form asks for this field; others (visit, channel) only say where the case belongs. */
  isAsked(id: string): boolean {
    return this.#reference?.forms.some((form) => form.fields.some((field) => field.id === id)) ?? true;
  }

  fieldKind(id: string): string {
    for (const form of this.#reference?.forms ?? []) {
      const field = form.fields.find((item) => item.id === id);
      if (field) return field.kind;
    }
    return "text";
  }

  layanan(id: string): string {
    return label(this.#reference?.layanan, id);
  }

  layananList(): Labelled[] {
    return this.#reference?.layanan ?? [];
  }

  readonly requirement = (id: string): string => {
    return label(this.#reference?.requirements, id);
  };

  /** Name of a lane of the SOP, e.g. `operator_perekaman`. */
  readonly lane = (id: string): string => {
    for (const procedure of this.#reference?.procedures ?? []) {
      const step = procedure.steps.find((item) => item.lane === id);
      if (step) return step.lane_label;
    }
    return id;
  };

  /** Central statuses that an officer may enter. */
  statuses(): StatusItem[] {
    return this.#reference?.statuses ?? [];
  }

  kelurahan(code: string): string {
    return this.#reference?.wilayah.find((item) => item.code === code)?.nama ?? code;
  }

  /** Kelurahan of the city, by name. */
  kelurahanList(): { code: string; nama: string }[] {
    const all = (this.#reference?.wilayah ?? []).filter((item) => item.level === 4);
    return all.toSorted((a, b) => a.nama.localeCompare(b.nama, "id"));
  }
}

function label(items: Labelled[] | undefined, id: string): string {
  const item = items?.find((one) => one.id === id);
  return item ? locale.pick([item.label, item.label_en]) : id;
}
