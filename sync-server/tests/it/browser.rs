//! A browser at the dashboard, as far as HTTP goes: one cookie, one origin.

use serde_json::Value;

use crate::office::{Server, install_crypto, password};

pub struct Browser {
    pub http: reqwest::Client,
    pub url: String,
    pub cookie: Option<String>,
}

pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub headers: reqwest::header::HeaderMap,
}

impl Answer {
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}

impl Browser {
    pub fn new(url: &str) -> Self {
        install_crypto();
        Self { http: reqwest::Client::builder().no_proxy().build().unwrap(), url: url.to_owned(), cookie: None }
    }

    pub async fn signed_in(server: &Server, login: &str) -> Self {
        let mut browser = Self::new(&server.url);
        let answer = browser.sign_in(login, &password(login)).await;
        assert_eq!(answer.status, 200, "{login} signs in");
        browser
    }

    pub async fn sign_in(&mut self, login: &str, password: &str) -> Answer {
        let answer = self.post("/api/login", &serde_json::json!({ "user": login, "password": password })).await;
        if let Some(cookie) = answer.headers.get("set-cookie") {
            self.cookie = cookie.to_str().unwrap().split(';').next().map(str::to_owned);
        }
        answer
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.http.get(format!("{}{path}", self.url))).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        let request = self.http.post(format!("{}{path}", self.url)).header("origin", &self.url);
        self.send(request.header("content-type", "application/json").body(body.to_string())).await
    }

    pub async fn send(&self, mut request: reqwest::RequestBuilder) -> Answer {
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        Answer { status, body, headers }
    }
}
