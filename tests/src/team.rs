//! Laptops that meet on a network of their own, as their screens show it.

use serde_json::{Value, json};

use crate::{laptop::Laptop, laptop::text, process::wait_for};

/// What a laptop does with its team.
pub trait Mates {
    /// Opens its door on any port of this machine and calls these addresses; gives its own, for others on this machine.
    fn joins(&self, addresses: &[&str]) -> String;
    /// Where its door is, for others on this machine.
    fn listens_at(&self) -> String;
    /// Waits until the laptop that is called at an address stands so.
    fn until_mate(&self, address: &str, state: &str) -> Value;
    /// Waits until the case is here and is so.
    fn until(&self, id: &str, what: &str, is: impl Fn(&Value) -> bool) -> Value;
    /// Waits until the card of the case on the board is so.
    fn until_board(&self, id: &str, what: &str, is: impl Fn(&Value) -> bool) -> Value;
    /// Waits until the board shows what the other's shows.
    fn until_same_board(&self, other: &Laptop);
}

impl Mates for Laptop {
    #[track_caller]
    fn joins(&self, addresses: &[&str]) -> String {
        self.call("team.set", json!({ "on": true, "port": 0, "addresses": addresses }));
        self.listens_at()
    }

    #[track_caller]
    fn listens_at(&self) -> String {
        let open = || Some(self.call("team.get", json!({}))).filter(|view| view["state"] == "open");
        format!("127.0.0.1:{}", wait_for("the door to open", open)["port"])
    }

    #[track_caller]
    fn until_mate(&self, address: &str, state: &str) -> Value {
        wait_for(&format!("{address} to be {state}"), || {
            let mates = self.call("team.get", json!({}))["mates"].as_array().expect("a list").clone();
            mates.into_iter().find(|mate| mate["address"] == address && mate["state"] == state)
        })
    }

    #[track_caller]
    fn until(&self, id: &str, what: &str, is: impl Fn(&Value) -> bool) -> Value {
        wait_for(what, || {
            let view = self.try_call("case.get", json!({ "id": id })).ok()?;
            Some(view["detail"].clone()).filter(&is)
        })
    }

    #[track_caller]
    fn until_board(&self, id: &str, what: &str, is: impl Fn(&Value) -> bool) -> Value {
        wait_for(what, || board(self).into_iter().flat_map(|(_, cards)| cards).find(|card| card["id"] == id && is(card)))
    }

    #[track_caller]
    fn until_same_board(&self, other: &Laptop) {
        wait_for("both boards to show the same", || (board(self) == board(other)).then_some(()));
    }
}

/// The board: columns with their cards, without what each laptop says of its own sending.
#[track_caller]
#[must_use]
pub fn board(laptop: &Laptop) -> Vec<(String, Vec<Value>)> {
    let view = laptop.call("board.get", json!({}));
    let columns = view["columns"].as_array().expect("a board has columns").iter();
    let card = |card: &Value| {
        let mut card = card.clone();
        card.as_object_mut().expect("a card").remove("unsent");
        card
    };
    columns.map(|column| (text(&column["id"]), column["cards"].as_array().expect("cards").iter().map(card).collect())).collect()
}
