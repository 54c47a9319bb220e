//! GET /api/openapi.json: the routes as the router has them. Shapes are those of the generated TypeScript (ui/src/lib/ipc/generated).

use axum::Json;
use serde_json::{Map, Value, json};

use super::{ROUTES, access::Access};

pub async fn document() -> Json<Value> {
    let mut paths: Map<String, Value> = Map::new();
    for route in ROUTES {
        let parameters: Vec<Value> = names(route.path).map(parameter).collect();
        let operation = json!({
            "summary": route.summary,
            "parameters": parameters,
            "x-access": access(route.access),
            "responses": { "200": { "description": "OK" }, "default": { "description": "OfficeProblemBody" } },
        });
        if let Value::Object(item) = paths.entry(route.path).or_insert_with(|| json!({})) {
            item.insert(route.method.to_owned(), operation);
        }
    }
    Json(json!({
        "openapi": "3.1.0",
        "info": { "title": "KTP-el Mobile: office API", "version": env!("CARGO_PKG_VERSION") },
        "paths": paths,
    }))
}

/// `public`, `entering` (the password was right), `signed_in`, or the id of the action that the role must have.
fn access(access: Access) -> &'static str {
    match access {
        Access::Public => "public",
        Access::Entering => "entering",
        Access::SignedIn => "signed_in",
        Access::May(action) => action.id(),
    }
}

fn parameter(name: &str) -> Value {
    json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
}

fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}
