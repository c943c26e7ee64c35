//! `haneul ca`: the certificate to trust.

use crate::door::Door;

pub fn run(endpoint: Option<&str>) -> Result<(), String> {
    print!("{}", Door::of(endpoint)?.text("ca")?);
    Ok(())
}
