//! Reads what an IPP printer answers. Everything in it is the printer's word: unknown values are skipped, not trusted.

use ipp::prelude::*;

use crate::printers::{Condition, NotPrinted, PrintOutcome, PrinterStatus, Reason, Supply, SupplyKind, Unsure};

pub(super) struct Answer(pub(super) IppRequestResponse);

/// State of one job.
pub(super) struct JobReport {
    pub(super) id: i32,
    pub(super) name: String,
    state: i32,
    reasons: Vec<String>,
    impressions: Option<i32>,
}

impl Answer {
    pub(super) fn status_code(&self) -> StatusCode {
        self.0.header().status_code()
    }

    fn printer_values(&self, name: &str) -> Vec<&IppValue> {
        self.0.attributes().first_of(DelimiterTag::PrinterAttributes).map(|group| values(group, name)).unwrap_or_default()
    }

    pub(super) fn keywords(&self, name: &str) -> Vec<String> {
        self.printer_values(name).into_iter().filter_map(text).collect()
    }

    pub(super) fn mime_types(&self, name: &str) -> Vec<String> {
        self.keywords(name)
    }

    pub(super) fn offers(&self, name: &str, keyword: &str) -> bool {
        self.keywords(name).iter().any(|offered| offered == keyword)
    }

    pub(super) fn status(&self) -> PrinterStatus {
        let reasons: Vec<Reason> = self.keywords("printer-state-reasons").iter().filter_map(|keyword| Reason::from_ipp(keyword)).collect();
        let state = self.printer_values("printer-state").first().and_then(|value| value.as_enum().copied());
        let accepting = self.printer_values("printer-is-accepting-jobs").first().is_none_or(|value| value.as_boolean() != Some(&false));
        let condition = match state {
            _ if !accepting || reasons.iter().any(Reason::stops_printing) => Condition::Stopped,
            Some(5) => Condition::Stopped,
            Some(4) => Condition::Busy,
            Some(_) | None => Condition::Ready,
        };
        let model = self.keywords("printer-make-and-model").into_iter().next();
        PrinterStatus { condition, reasons, supplies: self.supplies(), model }
    }

    /// marker-* attributes, else printer-supply strings.
    fn supplies(&self) -> Vec<Supply> {
        let (names, kinds) = (self.keywords("marker-names"), self.keywords("marker-types"));
        let levels: Vec<i32> = self.printer_values("marker-levels").into_iter().filter_map(|value| value.as_integer().copied()).collect();
        let markers: Vec<Supply> =
            levels.iter().enumerate().map(|(n, level)| supply(names.get(n), kinds.get(n).map_or("", String::as_str), *level)).collect();
        if markers.is_empty() { self.described_supplies() } else { markers }
    }

    fn described_supplies(&self) -> Vec<Supply> {
        let names = self.keywords("printer-supply-description");
        let strings = self.printer_values("printer-supply").into_iter().filter_map(text).collect::<Vec<_>>();
        let field = |string: &str, key: &str| {
            string.split(';').find_map(|pair| pair.trim().strip_prefix(key)?.strip_prefix('=').map(str::to_owned))
        };
        strings
            .iter()
            .enumerate()
            .filter_map(|(n, string)| {
                let level: i32 = field(string, "level")?.parse().ok()?;
                let full: i32 = field(string, "maxcapacity").and_then(|full| full.parse().ok()).filter(|full| *full > 0).unwrap_or(100);
                Some(supply(names.get(n), &field(string, "type").unwrap_or_default(), level.saturating_mul(100) / full))
            })
            .collect()
    }

    pub(super) fn job_report(&self) -> Option<JobReport> {
        self.job_reports().into_iter().next()
    }

    pub(super) fn job_reports(&self) -> Vec<JobReport> {
        self.0.attributes().groups_of(DelimiterTag::JobAttributes).filter_map(JobReport::read).collect()
    }
}

impl JobReport {
    fn read(group: &IppAttributeGroup) -> Option<Self> {
        let integer = |name: &str| values(group, name).first().and_then(|value| value.as_integer().copied());
        Some(Self {
            id: integer("job-id")?,
            name: values(group, "job-name").into_iter().find_map(text).unwrap_or_default(),
            state: values(group, "job-state").first().and_then(|value| value.as_enum().copied())?,
            reasons: values(group, "job-state-reasons").into_iter().filter_map(text).collect(),
            impressions: integer("job-impressions-completed"),
        })
    }

    /// What a job that has ended came to; none while it has not ended.
    pub(super) fn outcome(&self) -> Option<PrintOutcome> {
        let has = |keyword: &str| self.reasons.iter().any(|reason| reason == keyword);
        match self.state {
            9 if has("job-completed-with-errors") => Some(PrintOutcome::Unknown { reason: Unsure::Stopped }),
            9 => Some(PrintOutcome::Printed),
            8 if self.impressions == Some(0) && (has("document-format-error") || has("unsupported-document-format")) => {
                Some(PrintOutcome::NotPrinted { reason: NotPrinted::DocumentRejected })
            }
            7 | 8 => Some(PrintOutcome::Unknown { reason: Unsure::Stopped }),
            _ => None,
        }
    }
}

/// A refusal of a request that prints nothing by itself.
pub(super) fn refusal(status: StatusCode) -> NotPrinted {
    match status {
        StatusCode::ClientErrorDocumentFormatNotSupported => NotPrinted::FormatNotSupported,
        StatusCode::ClientErrorAttributesOrValuesNotSupported => NotPrinted::MediaNotSupported,
        other => NotPrinted::Refused { code: other as u16 },
    }
}

/// A refusal of Print-Job: faults inside the printer leave it open whether a card was drawn in.
pub(super) fn outcome_of_refusal(status: StatusCode) -> PrintOutcome {
    match status {
        StatusCode::ServerErrorInternalError | StatusCode::ServerErrorDeviceError | StatusCode::ServerErrorTemporaryError => {
            PrintOutcome::Unknown { reason: Unsure::Interrupted }
        }
        other => PrintOutcome::NotPrinted { reason: refusal(other) },
    }
}

fn values<'a>(group: &'a IppAttributeGroup, name: &str) -> Vec<&'a IppValue> {
    group.get(name).map(|attribute| attribute.value().into_iter().collect()).unwrap_or_default()
}

/// The text of any of the string types.
fn text(value: &IppValue) -> Option<String> {
    match value {
        IppValue::Keyword(text) => Some(text.to_string()),
        IppValue::MimeMediaType(text) => Some(text.to_string()),
        IppValue::NameWithoutLanguage(text) => Some(text.to_string()),
        IppValue::NameWithLanguage { name, .. } => Some(name.to_string()),
        IppValue::TextWithoutLanguage(text) => Some(text.to_string()),
        IppValue::TextWithLanguage { text, .. } => Some(text.to_string()),
        IppValue::OctetString(bytes) => std::str::from_utf8(bytes).ok().map(str::to_owned),
        _ => None,
    }
}

fn supply(name: Option<&String>, kind: &str, level: i32) -> Supply {
    let name = name.cloned().unwrap_or_default();
    let ribbon = kind.to_lowercase().contains("ribbon") || name.to_lowercase().contains("ribbon");
    Supply {
        kind: if ribbon { SupplyKind::Ribbon } else { SupplyKind::Other },
        percent: u8::try_from(level).ok().filter(|level| *level <= 100),
        name,
    }
}
