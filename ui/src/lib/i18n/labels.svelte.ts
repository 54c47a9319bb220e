/** Names that the SOP data owns (steps, forms, documents, services, code lists, regions), in the language of the screen. Loaded once after sign-in. */
import type { FieldInfo } from "../ipc/generated/FieldInfo";
import type { FormInfo } from "../ipc/generated/FormInfo";
import type { LayananInfo } from "../ipc/generated/LayananInfo";
import type { ReferenceView } from "../ipc/generated/ReferenceView";
import type { StepInfo } from "../ipc/generated/StepInfo";
import type { WilayahItem } from "../ipc/generated/WilayahItem";
import { dateLong } from "../shared/format";
import { locale } from "../shared/i18n.svelte";
import type { Names } from "./reasons";

/** One choice of a list, in the language of the screen. */
export interface Choice {
  value: string;
  label: string;
}

const NOTHING: ReferenceView = { procedures: [], forms: [], requirements: [], layanan: [], codes: {}, wilayah: [] };

class Labels implements Names {
  reference: ReferenceView = $state.raw(NOTHING);

  put(reference: ReferenceView): void {
    this.reference = reference;
  }

  #pick(id: string, en: string): string {
    return locale.lang === "id" || en === "" ? id : en;
  }

  findStep(id: string): StepInfo | undefined {
    return this.reference.procedures.flatMap((procedure) => procedure.steps).find((step) => step.id === id);
  }

  /** Short name of a step. */
  step = (id: string): string => {
    const step = this.findStep(id);
    return step ? this.#pick(step.short, step.short_en) : id;
  };

  requirement = (id: string): string => {
    const requirement = this.reference.requirements.find((item) => item.id === id);
    return requirement ? this.#pick(requirement.label, requirement.label_en) : id;
  };

  findForm(id: string): FormInfo | undefined {
    return this.reference.forms.find((form) => form.id === id);
  }

  findField(id: string): FieldInfo | undefined {
    return this.reference.forms.flatMap((form) => form.fields).find((field) => field.id === id);
  }

  field = (id: string): string => {
    const field = this.findField(id);
    return field ? this.#pick(field.label, field.label_en) : id;
  };

  lane = (id: string): string => {
    const steps = this.reference.procedures.flatMap((procedure) => procedure.steps);
    return steps.find((step) => step.lane === id)?.lane_label ?? id;
  };

  findLayanan(id: string): LayananInfo | undefined {
    return this.reference.layanan.find((layanan) => layanan.id === id);
  }

  layanan(id: string): string {
    const layanan = this.findLayanan(id);
    return layanan ? this.#pick(layanan.label, layanan.label_en) : id;
  }

  /** The choices of a code field. */
  codes(field: string): Choice[] {
    const items = this.reference.codes[this.findField(field)?.code_list ?? field] ?? [];
    return items.map(({ value, label, label_en }) => ({ value, label: this.#pick(label, label_en) }));
  }

  wilayah(code: string): string {
    return this.reference.wilayah.find((item) => item.code === code)?.nama ?? code;
  }

  /** Kelurahan of the office's region, by name. */
  get kelurahan(): WilayahItem[] {
    return this.reference.wilayah.filter((item) => item.level === 4).toSorted((a, b) => a.nama.localeCompare(b.nama));
  }

  /** A stored value as a person reads it: labels of codes, dates in words, names of regions. */
  value(field: string, value: string | null | undefined): string {
    if (!value) return "—";
    const kind = this.findField(field)?.kind;
    if (kind === "date") return dateLong(value);
    if (kind === "region") return this.wilayah(value);
    return kind === "code" ? this.#code(field, value) : value;
  }

  /** The choice's label; `scheme/code/label` of another scheme carries its own. */
  #code(field: string, value: string): string {
    const known = this.codes(field).find((item) => item.value === value)?.label;
    const [, , ...own] = value.split("/");
    return known ?? (own.length > 0 ? own.join("/") : value);
  }
}

export const labels = new Labels();
