//! ARNs.

use haneul_pipeline::Cx;

pub fn application(cx: &Cx, id: &str) -> String {
    cx.arn("appconfig", &format!("application/{id}"))
}

pub fn environment(cx: &Cx, application: &str, id: &str) -> String {
    let resource = format!("application/{application}/environment/{id}");
    cx.arn("appconfig", &resource)
}

pub fn profile(cx: &Cx, application: &str, id: &str) -> String {
    let resource = format!("application/{application}/configurationprofile/{id}");
    cx.arn("appconfig", &resource)
}

pub fn hosted(cx: &Cx, application: &str, profile_id: &str, number: i64) -> String {
    let profile = profile(cx, application, profile_id);
    format!("{profile}/hostedconfigurationversion/{number}")
}

pub fn deployment(cx: &Cx, application: &str, environment_id: &str, number: i64) -> String {
    let environment = environment(cx, application, environment_id);
    format!("{environment}/deployment/{number}")
}

/// What a client reads.
pub fn configuration(cx: &Cx, application: &str, environment_id: &str, profile: &str) -> String {
    let environment = environment(cx, application, environment_id);
    format!("{environment}/configuration/{profile}")
}

pub fn strategy(cx: &Cx, id: &str) -> String {
    cx.arn("appconfig", &format!("deploymentstrategy/{id}"))
}

pub fn extension(cx: &Cx, id: &str, version: i64) -> String {
    cx.arn("appconfig", &format!("extension/{id}/{version}"))
}

pub fn association(cx: &Cx, id: &str) -> String {
    cx.arn("appconfig", &format!("extensionassociation/{id}"))
}
