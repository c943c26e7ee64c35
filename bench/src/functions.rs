//! Functions of Lambda to be measured, and the role they have.

use crate::client::{Call, Keys};
use crate::cloud::Cloud;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use std::io::{Cursor, Write};
use std::time::{Duration, Instant};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const PATIENCE: Duration = Duration::from_secs(60);
/// With a whole processor: what takes its time is the way to it.
pub const WHOLE_PROCESSOR: u64 = 1_769;

pub struct Functions<'s> {
    pub cloud: &'s Cloud,
    pub keys: &'s Keys,
    pub account: String,
}

impl<'s> Functions<'s> {
    /// With a role that may do `actions` and write logs.
    pub fn new(cloud: &'s Cloud, keys: &'s Keys, actions: &str) -> Result<Functions<'s>, String> {
        let identity = Call::query("sts", "Action=GetCallerIdentity&Version=2011-06-15");
        let identity = identity.send(keys, cloud.address)?;
        let account = identity.split("<Account>").nth(1);
        let account = account.and_then(|rest| rest.split('<').next());
        let functions = Functions {
            cloud,
            keys,
            account: account.unwrap_or_default().to_owned(),
        };
        let trust = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole"}]});
        let policy = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": [actions, "logs:*"], "Resource": "*"}]});
        let trust = [("AssumeRolePolicyDocument", trust.to_string())];
        functions.iam("CreateRole", &trust)?;
        let name = ("PolicyName", "bench".to_owned());
        let policy = [name, ("PolicyDocument", policy.to_string())];
        functions.iam("PutRolePolicy", &policy)?;
        Ok(functions)
    }

    fn iam(&self, action: &str, fields: &[(&str, String)]) -> Result<(), String> {
        let mut form = format!("Action={action}&Version=2010-05-08&RoleName=bench");
        for (name, value) in fields {
            let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
            form += &format!("&{name}={value}");
        }
        let call = Call::query("iam", &form);
        call.send(self.keys, self.cloud.address).map(drop)
    }

    pub fn rest(&self, method: Method, path: &str, input: &Value) -> Result<Value, String> {
        let body = match method {
            Method::GET => Bytes::new(),
            _ => Bytes::from(input.to_string()),
        };
        let call = Call::with_body("lambda", method, path, body)
            .header("content-type", "application/json".to_owned());
        read(&call.send(self.keys, self.cloud.address)?)
    }

    pub fn json(&self, service: &str, target: &str, input: &Value) -> Result<Value, String> {
        let call = Call::json(service, target, input);
        read(&call.send(self.keys, self.cloud.address)?)
    }

    /// Makes a function of these files, and waits until it may be called.
    pub fn create(
        &self,
        name: &str,
        (runtime, handler): (&str, &str),
        megabytes: u64,
        files: &[(&str, &[u8])],
    ) -> Result<(), String> {
        let function = json!({
            "FunctionName": name, "Runtime": runtime, "Handler": handler,
            "Role": format!("arn:aws:iam::{}:role/bench", self.account),
            "Code": {"ZipFile": BASE64_STANDARD.encode(package(files)?)},
            "Timeout": 20, "MemorySize": megabytes,
        });
        self.rest(Method::POST, "/2015-03-31/functions", &function)?;
        let path = format!("/2015-03-31/functions/{name}/configuration");
        until(|| Ok(self.rest(Method::GET, &path, &Value::Null)?["State"] == "Active"))
    }
}

/// A call that waits for the function's answer.
pub fn invoke<'c>(name: &str, event: &'static [u8]) -> Call<'c> {
    let path = format!("/2015-03-31/functions/{name}/invocations");
    Call::with_body("lambda", Method::POST, path, Bytes::from_static(event))
}

fn package(files: &[(&str, &[u8])]) -> Result<Vec<u8>, String> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .unix_permissions(0o755);
    for (name, content) in files {
        zip.start_file(*name, options).map_err(|e| e.to_string())?;
        zip.write_all(content).map_err(|e| e.to_string())?;
    }
    let whole = zip.finish().map_err(|e| e.to_string())?;
    Ok(whole.into_inner())
}

fn read(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|e| format!("{e}: {text}"))
}

pub fn until(is: impl Fn() -> Result<bool, String>) -> Result<(), String> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if is()? {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Err("waited in vain for a function".to_owned())
}
