//! Pages of one, put together, are the whole list in its order.

use super::scene::Scene;
use haneul_model::{Operation, Pagination};
use haneul_stories::Failures;
use haneul_testkit::laws::{Fixture, pages as paging};
use serde_json::{Value as Json, json};

pub async fn pages(fixture: Fixture, mut failures: Failures) -> Result<Failures, String> {
    let scene = Scene::set(fixture).await?;
    for operation in scene.implemented() {
        let Some(pages) = &operation.pagination else {
            continue;
        };
        let Some(limit) = pages.limit_key else {
            continue;
        };
        if let Err(fault) = compare(&scene, operation, pages, limit).await {
            failures.add(operation.name, fault);
        }
    }
    Ok(failures)
}

async fn compare(
    scene: &Scene,
    operation: &'static Operation,
    pages: &Pagination,
    limit: &str,
) -> Result<(), String> {
    let input = scene.sampler(operation).input();
    let whole = items(pages, &ask(scene, operation, input.clone()).await?);
    if whole.len() < 2 {
        return Err(format!("the fixture has only {} of these", whole.len()));
    }
    let mut single = input;
    single[limit] = json!(1);
    let mut together = Vec::new();
    for _ in 0..whole.len() + 3 {
        let page = ask(scene, operation, single.clone()).await?;
        let found = items(pages, &page);
        if found.len() > 1 {
            return Err(format!("a page of one has {} on it", found.len()));
        }
        together.extend(found);
        let Some(tokens) = paging::next(pages, &page) else {
            break;
        };
        for (name, token) in tokens {
            single[name] = token;
        }
    }
    match together == whole {
        true => Ok(()),
        false => Err(format!("pages give {}, the whole is {}", json!(together), json!(whole))),
    }
}

async fn ask(scene: &Scene, operation: &'static Operation, input: Json) -> Result<Json, String> {
    let answer = scene.ask(&scene.cloud.root(), operation, input).await;
    answer.map_err(|error| error.map_or("panicked".to_owned(), |e| e.to_string()))
}

/// Whatever the pages are made of.
fn items(pages: &Pagination, answer: &Json) -> Vec<Json> {
    let lists = pages.result_key.iter().filter_map(|key| paging::find(key, answer));
    lists.filter_map(Json::as_array).flatten().cloned().collect()
}
