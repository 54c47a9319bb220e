/** A small synthetic office for tests. NIK serials are 9900 and up; nothing here is shipped. */
export * from "./fixtures/accounts";
export * from "./fixtures/cases";
export * from "./fixtures/day";
export * from "./fixtures/moment";
export * from "./fixtures/reference";
