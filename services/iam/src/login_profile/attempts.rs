//! Passwords are hashed outside of transactions, by the recipe of the row as it was: where the row was
//! made anew meanwhile, the hash means nothing and is made again.

use super::row::LoginProfile;
use haneul_pipeline::AwsError;

pub const TRIES: usize = 3;

const CHANGED: &str = "ConcurrentModification";

pub fn unchanged(before: &LoginProfile, now: &LoginProfile) -> Result<(), AwsError> {
    match before.recipe == now.recipe {
        true => Ok(()),
        false => Err(too_many()),
    }
}

pub fn is_changed(error: &AwsError) -> bool {
    error.code == CHANGED
}

pub fn too_many() -> AwsError {
    let message = "The request was rejected because multiple requests to change this object were \
                   submitted simultaneously. Wait a few minutes and submit your request again.";
    AwsError::new(CHANGED, message).status(409)
}
