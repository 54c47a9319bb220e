//! A browser at the office's dashboard, as far as its API goes.

use serde_json::{Value, json};

use crate::{
    http::{self, Answer},
    laptop::text,
};

/// A signed-in user of the dashboard.
pub struct Dashboard {
    address: String,
    origin: String,
    cookie: String,
}

impl Dashboard {
    /// Signs a user of the seed in.
    #[track_caller]
    #[must_use]
    pub fn open(url: &str, user: &str) -> Self {
        let address = url.strip_prefix("http://").expect("the seed's office speaks HTTP").to_owned();
        let mut dashboard = Self { address, origin: url.to_owned(), cookie: String::new() };
        let answer = dashboard.send("POST", "/api/login", &json!({ "user": user, "password": format!("{user}-contoh-2026") }));
        assert_eq!(answer.status, 200, "{user} signs in");
        let cookie = answer.header("set-cookie").expect("a session is a cookie");
        cookie.split(';').next().unwrap_or_default().clone_into(&mut dashboard.cookie);
        dashboard
    }

    /// Reads.
    #[track_caller]
    #[must_use]
    pub fn get(&self, path: &str) -> Value {
        ok(path, &self.send("GET", path, &Value::Null))
    }

    /// Acts; the answer is the case as it is then.
    #[track_caller]
    pub fn post(&self, path: &str, body: &Value) -> Value {
        ok(path, &self.send("POST", path, body))
    }

    /// Sends a file, as a person picks it on the page.
    #[track_caller]
    pub fn upload(&self, path: &str, file: &[u8]) -> Value {
        ok(path, &self.send_bytes("POST", path, "application/octet-stream", file))
    }

    /// Reads, and gives the answer whatever it is.
    #[must_use]
    pub fn raw(&self, path: &str) -> Answer {
        self.send("GET", path, &Value::Null)
    }

    /// Acts, and gives status and answer whatever they are.
    #[must_use]
    pub fn try_post(&self, path: &str, body: &Value) -> (u16, Value) {
        let answer = self.send("POST", path, body);
        (answer.status, answer.json())
    }

    /// One case as the office has it.
    #[track_caller]
    #[must_use]
    pub fn case(&self, id: &str) -> Value {
        self.get(&format!("/api/cases/{id}"))["detail"].clone()
    }

    /// Ids of the cases that want a person, each with its kind, fields and incidents.
    #[track_caller]
    #[must_use]
    pub fn conflicts(&self) -> Vec<(String, String, Value, Value)> {
        let list = self.get("/api/conflicts");
        let items = list.as_array().expect("conflicts are a list").iter();
        items.map(|item| (text(&item["case"]["id"]), text(&item["kind"]), item["fields"].clone(), item["incidents"].clone())).collect()
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send_bytes(method, path, "application/json", body.as_bytes())
    }

    fn send_bytes(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Answer {
        let headers = [("content-type", kind), ("origin", self.origin.as_str()), ("cookie", self.cookie.as_str())];
        http::send(&self.address, method, path, &headers, body).unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

#[track_caller]
fn ok(path: &str, answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(&answer.body));
    answer.json()
}
