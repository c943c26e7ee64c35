//! The smallest pages, put together, are the whole list in its order.

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
    let whole = follow(scene, operation, pages, input.clone(), usize::MAX).await?;
    let count: usize = whole.iter().map(Vec::len).sum();
    let least = least(scene, operation, limit);
    if count <= least {
        return Err(format!("the fixture has only {count} of these"));
    }
    let mut single = input;
    single[limit] = json!(least);
    let together = follow(scene, operation, pages, single, least).await?;
    match together == whole {
        true => Ok(()),
        false => Err(format!(
            "pages give {}, the whole is {}",
            json!(together),
            json!(whole)
        )),
    }
}

/// The smallest page that may be asked for: one, where the model says nothing else.
fn least(scene: &Scene, operation: &Operation, limit: &str) -> usize {
    let model = scene.model;
    let members = operation.input.map(|input| model.shape(input).members());
    let member = members.into_iter().flatten().find(|m| m.name == limit);
    let least = member.and_then(|member| model.shape(member.shape).min);
    least.unwrap_or_default().max(1.0) as usize
}

/// No listing of a fixture has as many pages as this.
const MANY: usize = 5_000;

/// What all pages hold, by result; none may hold more than `most`.
async fn follow(
    scene: &Scene,
    operation: &'static Operation,
    pages: &Pagination,
    mut input: Json,
    most: usize,
) -> Result<Vec<Vec<Json>>, String> {
    let mut all = vec![Vec::new(); pages.result_key.len()];
    for _ in 0..MANY {
        let page = ask(scene, operation, input.clone()).await?;
        let mut count = 0;
        for (all, key) in all.iter_mut().zip(&pages.result_key) {
            let found = paging::find(key, &page).and_then(Json::as_array);
            count += found.map_or(0, Vec::len);
            all.extend(found.into_iter().flatten().cloned());
        }
        if count > most {
            return Err(format!("a page of {most} has {count} on it"));
        }
        let Some(tokens) = paging::next(pages, &page) else {
            return Ok(all);
        };
        for (name, token) in tokens {
            input[name] = token;
        }
    }
    Err("the pages do not end".to_owned())
}

async fn ask(scene: &Scene, operation: &'static Operation, input: Json) -> Result<Json, String> {
    let answer = scene.ask(&scene.cloud.root(), operation, input).await;
    answer.map_err(|error| error.map_or("panicked".to_owned(), |e| e.to_string()))
}
