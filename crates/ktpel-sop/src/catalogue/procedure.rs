//! Procedures and their steps as the SOP has them. Says nothing about a case.

use crate::kind::Kind;
use crate::situation::Channel;

/// One of the five procedures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// Id, e.g. `mobile`.
    pub id: String,
    /// Title.
    pub title: String,
    /// Where it runs.
    pub channel: Channel,
    /// Printed numbers that the source skips.
    pub missing_numbers: Vec<u8>,
    /// What is known about the gap.
    pub missing_note: Option<String>,
    /// Sum of the standard times.
    pub total_seconds: u32,
    /// Which cells the SOP leaves empty.
    pub total_note: Option<String>,
    /// In the order of the SOP.
    pub steps: Vec<Step>,
}

impl Procedure {
    /// The step of that id.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The step of that kind; a procedure has at most one of each.
    #[must_use]
    pub fn step_of(&self, kind: Kind) -> Option<&Step> {
        self.steps.iter().find(|step| step.kind == kind)
    }

    /// All steps from which `id` can be reached, in the order of the SOP.
    #[must_use]
    pub fn before(&self, id: &str) -> Vec<&Step> {
        let mut reached = vec![id];
        let mut found = Vec::new();
        // Successors come later in the file (checked at load), so one pass from the end sees every path.
        for step in self.steps.iter().rev() {
            if step.next.iter().any(|next| reached.contains(&next.as_str())) {
                reached.push(&step.id);
                found.push(step);
            }
        }
        found.reverse();
        found
    }
}

/// One step of a procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Id, e.g. `mobile.rekam`; recorded in cases and never changed.
    pub id: String,
    /// Printed number: a label, not the order.
    pub no: u8,
    /// Which rule judges it.
    pub kind: Kind,
    /// One word for the stepper.
    pub label: String,
    /// The same in English.
    pub label_en: String,
    /// Wording with repaired spelling.
    pub text: String,
    /// Signed wording where it differs.
    pub text_seed: Option<String>,
    /// English gloss.
    pub text_en: String,
    /// Lane id: who does it.
    pub lane: String,
    /// How the lane was read: `seed` (a mark) or `verb` (from the sentence).
    pub lane_basis: LaneBasis,
    /// Item ids that must be at hand.
    pub completeness: Vec<String>,
    /// Standard time; none where the SOP leaves the cell empty.
    pub seconds: Option<u32>,
    /// Output ids.
    pub outputs: Vec<String>,
    /// Signed wording of the outputs where it differs.
    pub outputs_seed: Option<String>,
    /// Form shown at this step.
    pub form: Option<String>,
    /// Needs the network according to the note beside the SOP; none where nothing is said.
    pub requires_online: Option<bool>,
    /// Capture slots that it takes.
    pub capture: Vec<String>,
    /// Step ids that may follow.
    pub next: Vec<String>,
    /// Where a refusal goes.
    pub on_return: Option<ReturnTo>,
    /// Wording of the branch.
    pub branch: Option<String>,
    /// Marks visible in the copy.
    pub marks_seed: Option<String>,
    /// A doubt about the source.
    pub issue: Option<String>,
}

impl Step {
    /// The wording as signed.
    #[must_use]
    pub fn signed_text(&self) -> &str {
        self.text_seed.as_deref().unwrap_or(&self.text)
    }
}

/// How the lane of a step is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LaneBasis {
    /// A mark stands in that column.
    Seed,
    /// Read from the subject of the sentence (inference).
    Verb,
}

/// Where a refused case goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReturnTo {
    /// Back to the pemohon with a written list.
    Pemohon,
    /// Back to an earlier step.
    Step(String),
}
