//! To mailboxes: the mail as it would arrive, in the list of what left the cloud.

use crate::deliver::envelope::{self, Ask};
use crate::deliver::sheet::Sheet;
use crate::publishing::Message;
use crate::subscription::Subscription;
use crate::topic::Found;
use haneul_pipeline::{AwsError, Captured, Cx, capture};
use haneul_runtime::ids;

pub fn send(
    cx: &mut Cx,
    found: &Found,
    subscription: &Subscription,
    message: &Message,
    sheet: &mut Sheet,
) -> Result<(), AwsError> {
    let body = match subscription.protocol.as_str() {
        "email-json" => envelope::notification(cx, found, subscription, message, sheet)?,
        _ => plain(subscription, message),
    };
    let subject = message.subject.clone();
    let subject = subject.unwrap_or_else(|| "AWS Notification Message".to_owned());
    put(cx, found, subscription, subject, body, Vec::new())
}

fn plain(subscription: &Subscription, message: &Message) -> String {
    format!(
        "{}\n\n--\nIf you wish to stop receiving notifications from this topic, please click or visit \
         the link below to unsubscribe:\n{}\n\nPlease do not reply directly to this email. If you \
         have any questions or comments regarding this email, please contact us at \
         https://aws.amazon.com/support\n",
        message.body(&subscription.protocol),
        envelope::unsubscribe_url(
            match message.base_url.is_empty() {
                true => &subscription.base_url,
                false => &message.base_url,
            },
            subscription
        ),
    )
}

pub fn ask(
    cx: &mut Cx,
    found: &Found,
    subscription: &Subscription,
    what: &Ask,
) -> Result<(), AwsError> {
    let ended = what.kind == "UnsubscribeConfirmation";
    let subject = match ended {
        true => "AWS Notification - Unsubscribe Confirmation",
        false => "AWS Notification - Subscription Confirmation",
    };
    let body = match (subscription.protocol.as_str(), ended) {
        ("email-json", _) => envelope::question(cx, found, subscription, what)?,
        (_, true) => format!(
            "Your subscription to the topic below has been deactivated:\n{}\n\nIf this was in error \
             or you wish to resubscribe, click or visit the link below:\n{}\n",
            subscription.topic, what.url
        ),
        (_, false) => format!(
            "You have chosen to subscribe to the topic:\n{}\n\nTo confirm this subscription, click or \
             visit the link below (If this was in error no action is necessary):\n{}\n\nPlease do \
             not reply directly to this email. If you wish to remove yourself from receiving all \
             future SNS subscription confirmation requests please send an email to sns-opt-out\n",
            subscription.topic, what.url
        ),
    };
    let details = vec![
        ("token".to_owned(), what.token.clone()),
        ("link".to_owned(), what.url.clone()),
    ];
    put(cx, found, subscription, subject.to_owned(), body, details)
}

fn put(
    cx: &mut Cx,
    found: &Found,
    subscription: &Subscription,
    subject: String,
    body: String,
    mut details: Vec<(String, String)>,
) -> Result<(), AwsError> {
    let name = match found.topic.display_name.as_str() {
        "" => "AWS Notifications",
        name => name,
    };
    details.push(("topicArn".to_owned(), subscription.topic.clone()));
    let mail = Captured {
        channel: "email".to_owned(),
        to: subscription.endpoint.clone(),
        from: format!("{name} <no-reply@sns.amazonaws.com>"),
        subject,
        body,
        at: cx.now(),
        details,
        answers: None,
    };
    let id = ids::uuid(cx.random());
    capture(cx.tx, &id, &mail)
}
