//! Every role calls every route of the real router: what is refused is what the one table refuses, nothing more and nothing less.

use ktpel_domain::{
    ids::DocId,
    peran::{Peran, may},
};
use ktpel_vault::KdfCost;
use sync_server::{
    api::{Described, ROUTES, access::Access},
    office::account::NewUser,
};

use crate::{
    browser::Browser,
    office::{Server, password},
};

/// Status and problem code. A body that is no problem is not read: one of them never ends.
async fn call(browser: &Browser, route: &Described) -> (u16, String) {
    let path = route.path.replace("{id}", &DocId([1; 16]).to_string()).replace("{hash}", &"ab".repeat(32)).replace("{login}", "nobody");
    let method = route.method.to_uppercase().parse().unwrap();
    let mut request = browser.http.request(method, format!("{}{path}", browser.url)).header("origin", &browser.url);
    if let Some(cookie) = &browser.cookie {
        request = request.header("cookie", cookie);
    }
    let body = if route.method == "get" { String::new() } else { "{}".to_owned() };
    let response = request.body(body).send().await.unwrap();
    let status = response.status().as_u16();
    let body = if status < 400 { Vec::new() } else { response.bytes().await.unwrap().to_vec() };
    let problem: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
    (status, problem["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn every_role_may_call_what_the_table_says() {
    let server = Server::start().await;
    for peran in Peran::ALL {
        let login = format!("matriks-{}", peran.id());
        let user = NewUser { login: &login, nama: peran.label(), peran, password: &password(&login) };
        server.office.add_user(&user, KdfCost::CHEAP_FOR_TESTS).unwrap();
        let browser = Browser::signed_in(&server, &login).await;
        for route in ROUTES.iter().filter(|route| route.path != "/api/logout") {
            let allowed = match route.access {
                Access::Public | Access::Entering | Access::SignedIn => true,
                Access::May(action) => may(peran, action),
            };
            let (status, code) = call(&browser, route).await;
            let who = format!("{} {} {} ({:?}) is answered {status} {code}", peran.id(), route.method, route.path, route.access);
            assert_ne!(code, "unauthenticated", "{who}");
            assert_eq!(status != 403, allowed, "{who}");
            assert_eq!(code != "not_your_role", allowed, "{who}");
        }
    }
}

#[tokio::test]
async fn who_is_not_signed_in_reaches_only_what_is_public() {
    let server = Server::start().await;
    let browser = Browser::new(&server.url);
    for route in ROUTES {
        let (status, code) = call(&browser, route).await;
        let public = route.access == Access::Public;
        assert_eq!(code != "unauthenticated", public, "{} {} is answered {status} {code}", route.method, route.path);
    }
}

#[tokio::test]
async fn who_has_not_finished_signing_in_reaches_only_the_next_step() {
    let server = Server::start().await;
    for peran in Peran::ALL {
        let login = format!("baru-{}", peran.id().replace('_', "-"));
        let given = server.office.invite(&login, peran.label(), peran, None).unwrap();
        let mut browser = Browser::new(&server.url);
        assert_eq!(browser.sign_in(&login, &given.password).await.body["stage"], "new_password");
        for route in ROUTES.iter().filter(|route| route.path != "/api/logout") {
            let (status, code) = call(&browser, route).await;
            let reached = matches!(route.access, Access::Public | Access::Entering);
            assert_eq!(code != "unauthenticated", reached, "{} {} {} is answered {status} {code}", peran.id(), route.method, route.path);
        }
    }
}

#[test]
fn what_is_public_is_listed_here_too() {
    let public: Vec<&str> = ROUTES.iter().filter(|route| route.access == Access::Public).map(|route| route.path).collect();
    assert_eq!(
        public,
        ["/api/login", "/api/logout", "/api/front-door", "/api/openapi.json", "/healthz", "/metrics"],
        "public is a decision"
    );
}
