//! The JSON document that messages come in, signed: its members in AWS's order and its lines as AWS
//! breaks them.

use crate::deliver::sheet::Sheet;
use crate::publishing::Message;
use crate::publishing::attributes::Attribute;
use crate::subscription::Subscription;
use crate::topic::Found;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value as Json, json};

pub fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// What signatures of the topic's messages are made by.
fn version(found: &Found) -> &str {
    found.topic.signature_version.as_deref().unwrap_or("1")
}

/// A notification to one subscription.
pub fn notification(
    cx: &mut Cx,
    found: &Found,
    subscription: &Subscription,
    message: &Message,
    sheet: &mut Sheet,
) -> Result<String, AwsError> {
    let body = message.body(&subscription.protocol);
    let at = time(message.at);
    let version = version(found);
    let mut signed = vec![("Message", body), ("MessageId", &message.id)];
    if let Some(subject) = &message.subject {
        signed.push(("Subject", subject));
    }
    signed.push(("Timestamp", &at));
    signed.push(("TopicArn", &subscription.topic));
    signed.push(("Type", "Notification"));
    let signed = sheet.sign(cx, version, to_sign(&signed))?;
    let base = link_base(message, subscription);
    let mut members = vec![
        ("Type", json!("Notification")),
        ("MessageId", json!(message.id)),
    ];
    if let Some(sequence) = message.sequence {
        members.push((
            "SequenceNumber",
            json!(crate::publishing::fifo::shown(sequence)),
        ));
    }
    members.push(("TopicArn", json!(subscription.topic)));
    if let Some(subject) = &message.subject {
        members.push(("Subject", json!(subject)));
    }
    members.push(("Message", json!(body)));
    members.push(("Timestamp", json!(at)));
    members.push(("SignatureVersion", json!(version)));
    members.push(("Signature", json!(signed.signature)));
    members.push(("SigningCertURL", json!(certificate_url(base, &signed.key))));
    members.push(("UnsubscribeURL", json!(unsubscribe_url(base, subscription))));
    if message.replayed {
        members.push(("Replayed", json!("true")));
    }
    Ok(write(&members, &message.attributes))
}

/// A notification as it is kept in an archive: on one line, and without a signature.
pub fn line(subscription: &Subscription, message: &Message) -> String {
    let mut members = json!({
        "Type": "Notification",
        "MessageId": message.id,
        "TopicArn": subscription.topic,
    });
    if let Some(subject) = &message.subject {
        members["Subject"] = json!(subject);
    }
    members["Message"] = json!(message.body(&subscription.protocol));
    members["Timestamp"] = json!(time(message.at));
    let base = link_base(message, subscription);
    members["UnsubscribeURL"] = json!(unsubscribe_url(base, subscription));
    if !message.attributes.is_empty() {
        let each = message.attributes.iter().map(|(name, attribute)| {
            let value = json!({"Type": attribute.kind, "Value": attribute.text()});
            (name.clone(), value)
        });
        members["MessageAttributes"] = Json::Object(each.collect());
    }
    members.to_string()
}

/// The publisher's name for the cloud, or the subscriber's where nobody called from outside.
fn link_base<'a>(message: &'a Message, subscription: &'a Subscription) -> &'a str {
    match message.base_url.is_empty() {
        true => &subscription.base_url,
        false => &message.base_url,
    }
}

fn certificate_url(base: &str, key: &str) -> String {
    format!("{base}/SimpleNotificationService-{key}.pem")
}

pub fn unsubscribe_url(base: &str, subscription: &Subscription) -> String {
    format!(
        "{base}/?Action=Unsubscribe&SubscriptionArn={}",
        subscription.arn()
    )
}

fn to_sign(members: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (name, value) in members {
        text.push_str(name);
        text.push('\n');
        text.push_str(value);
        text.push('\n');
    }
    text
}

fn write(members: &[(&str, Json)], attributes: &[(String, Attribute)]) -> String {
    let mut lines: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("  \"{name}\" : {value}"))
        .collect();
    if !attributes.is_empty() {
        let each = attributes.iter().map(|(name, attribute)| {
            let value = json!({"Type": attribute.kind, "Value": attribute.text()});
            format!("    {} : {value}", json!(name))
        });
        let each: Vec<String> = each.collect();
        lines.push(format!(
            "  \"MessageAttributes\" : {{\n{}\n  }}",
            each.join(",\n")
        ));
    }
    format!("{{\n{}\n}}", lines.join(",\n"))
}

/// A question to an endpoint, with the token to answer it by.
pub struct Ask {
    pub kind: &'static str,
    pub id: String,
    pub at: Timestamp,
    pub token: String,
    pub message: String,
    pub url: String,
}

impl Ask {
    pub fn subscribe(cx: &Cx, subscription: &Subscription, token: &str) -> Ask {
        let message = format!(
            "You have chosen to subscribe to the topic {}.\nTo confirm the subscription, visit the \
             SubscribeURL included in this message.",
            subscription.topic
        );
        Ask::of(cx, "SubscriptionConfirmation", subscription, token, message)
    }

    pub fn unsubscribed(cx: &Cx, subscription: &Subscription, token: &str) -> Ask {
        let message = format!(
            "You have chosen to deactivate subscription {}.\nTo cancel this operation and restore \
             the subscription, visit the SubscribeURL included in this message.",
            subscription.arn()
        );
        Ask::of(cx, "UnsubscribeConfirmation", subscription, token, message)
    }

    fn of(
        cx: &Cx,
        kind: &'static str,
        subscription: &Subscription,
        token: &str,
        message: String,
    ) -> Ask {
        let topic = &subscription.topic;
        Ask {
            kind,
            id: ids::uuid(cx.random()),
            at: cx.now(),
            token: token.to_owned(),
            message,
            url: format!(
                "{}/?Action=ConfirmSubscription&TopicArn={}&Token={token}",
                subscription.base_url,
                utf8_percent_encode(topic, NON_ALPHANUMERIC)
                    .to_string()
                    .replace("%3A", ":")
                    .replace("%2D", "-")
                    .replace("%2E", ".")
                    .replace("%5F", "_"),
            ),
        }
    }
}

pub fn question(
    cx: &mut Cx,
    found: &Found,
    subscription: &Subscription,
    ask: &Ask,
) -> Result<String, AwsError> {
    let at = time(ask.at);
    let version = version(found);
    let text = to_sign(&[
        ("Message", &ask.message),
        ("MessageId", &ask.id),
        ("SubscribeURL", &ask.url),
        ("Timestamp", &at),
        ("Token", &ask.token),
        ("TopicArn", &subscription.topic),
        ("Type", ask.kind),
    ]);
    let signed = Sheet::default().sign(cx, version, text)?;
    let certificate = certificate_url(&subscription.base_url, &signed.key);
    let members = [
        ("Type", json!(ask.kind)),
        ("MessageId", json!(ask.id)),
        ("Token", json!(ask.token)),
        ("TopicArn", json!(subscription.topic)),
        ("Message", json!(ask.message)),
        ("SubscribeURL", json!(ask.url)),
        ("Timestamp", json!(at)),
        ("SignatureVersion", json!(version)),
        ("Signature", json!(signed.signature)),
        ("SigningCertURL", json!(certificate)),
    ];
    Ok(write(&members, &[]))
}
