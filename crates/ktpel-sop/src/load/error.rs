//! What can be wrong in a definition file, and where.

/// One fault with the place of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {place}: {key}: {fault}")]
pub struct LoadError {
    /// File name as given.
    pub file: String,
    /// Block in it, e.g. `step mobile.rekam`.
    pub place: String,
    /// Key in the block.
    pub key: String,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Not TOML.
    #[error("not TOML: {0}")]
    Syntax(String),
    /// A file, block or key that must be there.
    #[error("missing")]
    Missing,
    /// Another type of value.
    #[error("must be {0}")]
    MustBe(&'static str),
    /// A key that nothing reads.
    #[error("unknown key")]
    UnknownKey,
    /// The same id twice.
    #[error("`{0}` is defined twice")]
    Duplicate(String),
    /// No rule for this kind of step.
    #[error("no step kind `{0}`")]
    UnknownKind(String),
    /// A value outside a closed list.
    #[error("`{0}` is none of: {1}")]
    NotOneOf(String, String),
    /// A reference to a step that does not exist in the procedure.
    #[error("no step `{0}` in this procedure")]
    UnknownStep(String),
    /// A reference to a lane that does not exist.
    #[error("no lane `{0}`")]
    UnknownLane(String),
    /// A reference to an item of completeness that does not exist.
    #[error("no item `{0}`")]
    UnknownItem(String),
    /// A reference to an output that does not exist.
    #[error("no output `{0}`")]
    UnknownOutput(String),
    /// A reference to a form that does not exist.
    #[error("no form `{0}`")]
    UnknownForm(String),
    /// A reference to a field that the form does not have.
    #[error("no field `{0}` in that form")]
    UnknownField(String),
    /// A reference to a requirement that does not exist.
    #[error("no requirement `{0}`")]
    UnknownRequirement(String),
    /// A reference to a code list that the vocabulary does not have.
    #[error("no code list `{0}` in this scheme")]
    UnknownCodeList(String),
    /// A reference to a procedure that does not exist.
    #[error("no procedure `{0}`")]
    UnknownProcedure(String),
    /// Not the id of a service.
    #[error("no service `{0}`")]
    UnknownLayanan(String),
    /// A capture slot that does not exist.
    #[error("no capture slot `{0}`")]
    UnknownSlot(String),
    /// The service is served at another place than its procedure.
    #[error("procedure `{0}` does not run there")]
    WrongChannel(String),
    /// A standard time of nothing: leave the key out where the SOP leaves the cell empty.
    #[error("a standard time is never zero")]
    SecondsZero,
    /// The step can be reached from itself.
    #[error("leads back to itself")]
    Cycle,
    /// A successor that stands earlier in the file: position is the order.
    #[error("`{0}` stands earlier; position is the order")]
    SuccessorEarlier(String),
    /// No way from the first step leads here.
    #[error("no way from the first step leads here")]
    Unreachable,
    /// A second last step.
    #[error("ends the procedure, but later steps follow")]
    DeadEnd,
    /// Two steps of one kind in a procedure.
    #[error("a second step of kind `{0}`")]
    KindTwice(String),
    /// The sum of the steps is another.
    #[error("the steps sum up to {0}")]
    Total(u32),
    /// Printed numbers do not rise, or a gap is not named.
    #[error("printed numbers must rise, and a gap must stand in missing_numbers")]
    Numbering,
    /// Recording step and capture slots, or service and withdrawn card, contradict each other.
    #[error("contradicts {0}")]
    Contradicts(&'static str),
}
