//! An office and the two laptops of one team, all of them programs of their own.

use serde_json::{Value, json};

use crate::{Dashboard, Laptop, Office};

/// A team whose laptops have met their office.
pub struct Team {
    /// The office.
    pub office: Office,
    /// Its address for browsers.
    pub url: String,
    /// Laptop 1, with Siti Rahmawati at the keyboard.
    pub a: Laptop,
    /// Laptop 2, with Amiruddin.
    pub b: Laptop,
}

impl Team {
    /// The office runs, both laptops are signed in and have fetched what there is.
    #[track_caller]
    #[must_use]
    pub fn ready() -> Self {
        let mut office = Office::seed(2000);
        let url = office.start();
        let a = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
        let b = Laptop::ready(&office, &url, "Laptop 2", "Amiruddin");
        Self { office, url, a, b }
    }

    /// The signal is gone.
    pub fn leave(&mut self) {
        self.office.stop();
    }

    /// Back at the office: both laptops sync until nothing is new.
    #[track_caller]
    pub fn come_back(&mut self) {
        assert_eq!(self.office.start(), self.url, "the office keeps its address");
        self.meet();
    }

    /// Both laptops sync until each has what the other sent.
    #[track_caller]
    pub fn meet(&self) {
        for laptop in [&self.a, &self.b, &self.a] {
            let view = laptop.sync();
            assert_eq!((&view["status"]["unsent"], &view["refused"]), (&json!(0), &json!([])), "everything arrived, nothing was refused");
        }
    }

    /// The dashboard of the head of the identity section.
    #[track_caller]
    #[must_use]
    pub fn dashboard(&self) -> Dashboard {
        Dashboard::open(&self.url, "kasi")
    }

    /// The case on both laptops and at the office, which must agree on everything that the merge decides.
    #[track_caller]
    #[must_use]
    pub fn everywhere(&self, id: &str) -> [Value; 3] {
        let all = [self.a.case(id), self.b.case(id), self.dashboard().case(id)];
        for key in ["steps", "conflicts", "incidents", "requirements"] {
            assert_eq!(all[0][key], all[1][key], "{key}: equal documents show equal cases");
            assert_eq!(all[0][key], all[2][key], "{key}: the office sees what the laptops see");
        }
        assert_eq!(all[0]["history"], all[1]["history"], "equal documents have equal histories");
        assert_eq!(keys(&all[0]), keys(&all[2]), "the office has the whole history; it hides identity numbers in it");
        all
    }
}

/// Keys of the history, in its order.
fn keys(case: &Value) -> Vec<&Value> {
    case["history"].as_array().expect("a case has a history").iter().map(|item| &item["key"]).collect()
}
