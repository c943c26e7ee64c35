//! To telephones: the text message, in the list of what left the cloud.

use crate::publishing::Message;
use crate::sms::{answers, row as sms};
use crate::subscription::Subscription;
use crate::topic::Found;
use haneul_pipeline::{Answers, AwsError, Captured, Cx, capture};
use haneul_runtime::ids;

pub fn to_subscription(
    cx: &mut Cx,
    found: &Found,
    subscription: &Subscription,
    message: &Message,
) -> Result<(), AwsError> {
    let body = message.body("sms");
    let body = match found.topic.display_name.as_str() {
        "" => body.to_owned(),
        name => format!("{name}> {body}"),
    };
    let owner = subscription.owner.clone();
    send(cx, &owner, &subscription.endpoint, body, message)
}

/// As the account's settings and the message's own attributes say.
pub fn send(
    cx: &mut Cx,
    account: &str,
    number: &str,
    body: String,
    message: &Message,
) -> Result<(), AwsError> {
    // Who does not want any is not written to, and the publisher is not told.
    if sms::opted_out(cx, account, number)? {
        return Ok(());
    }
    let settings = sms::settings(cx, account)?;
    let own = |name: &str| {
        let attribute = message.attribute(&format!("AWS.SNS.SMS.{name}"))?;
        Some(attribute.text().to_owned())
    };
    let setting = |name: &str| settings.get(name).map(str::to_owned);
    let sender = own("SenderID").or_else(|| setting("DefaultSenderID"));
    let kind = own("SMSType").or_else(|| setting("DefaultSMSType"));
    let text = Captured {
        channel: "sms".to_owned(),
        to: number.to_owned(),
        from: sender.unwrap_or_else(|| "NOTICE".to_owned()),
        subject: String::new(),
        body,
        at: cx.now(),
        details: vec![
            (
                "type".to_owned(),
                kind.unwrap_or_else(|| "Promotional".to_owned()),
            ),
            ("messageId".to_owned(), message.id.clone()),
        ],
        answers: Some(Answers {
            handler: format!("sns/{}", answers::ANSWERED),
            partition: cx.partition().to_owned(),
            account: account.to_owned(),
            region: cx.region().to_owned(),
        }),
    };
    let id = ids::uuid(cx.random());
    capture(cx.tx, &id, &text)
}
