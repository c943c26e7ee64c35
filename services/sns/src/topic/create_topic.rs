//! CreateTopic: makes a topic, or finds the one of this name if nothing about it differs.

use crate::arn::{TopicArn, is_topic_name};
use crate::errors;
use crate::shapes::{CreateTopicInput, CreateTopicResponse, Tag};
use crate::tag::rules;
use crate::topic::attributes::{self, Refused};
use crate::topic::row::{self, TOPICS, Topic};
use crate::topic::show;
use haneul_pipeline::{AwsError, Cx};

type Given = [(String, String)];

pub fn run(cx: &mut Cx, input: CreateTopicInput) -> Result<CreateTopicResponse, AwsError> {
    let name = &input.name;
    let given = input.attributes.unwrap_or_default();
    let fifo = is_fifo(name, &given)?;
    if input
        .data_protection_policy
        .is_some_and(|text| !text.is_empty())
    {
        return Err(AwsError::not_implemented("data protection policies"));
    }
    let tags = tags(input.tags)?;
    let wanted = wanted(cx, name, fifo, &given)?;
    let at = TopicArn {
        account: cx.account().to_owned(),
        region: cx.region().to_owned(),
        name: name.clone(),
    };
    let arn = at.text(cx.partition());
    match row::find(cx, &at)? {
        Some(topic) => same(&topic, &wanted, &given, tags.as_deref(), &arn)?,
        None => {
            let tags = tags.unwrap_or_default();
            TOPICS.put(cx.tx, cx.scope(), name, &Topic { tags, ..wanted })?;
        }
    }
    Ok(CreateTopicResponse {
        topic_arn: Some(arn),
    })
}

fn tags(given: Option<Vec<Tag>>) -> Result<Option<Vec<(String, String)>>, AwsError> {
    let Some(given) = given else { return Ok(None) };
    let tags: Vec<_> = given.into_iter().map(|tag| (tag.key, tag.value)).collect();
    rules::check(&tags)?;
    Ok(Some(tags))
}

/// The name and the attribute must agree.
fn is_fifo(name: &str, given: &Given) -> Result<bool, AwsError> {
    let attribute = given.iter().find(|(name, _)| name == "FifoTopic");
    let fifo = match attribute {
        Some((name, value)) => attributes::flag(name, value).map_err(refusal)?,
        None => false,
    };
    let named = name.ends_with(".fifo");
    if fifo && (!named || !is_topic_name(name)) {
        return Err(errors::invalid(
            "Topic Name Reason: Fifo Topic names must end with .fifo and must be made up of only \
             uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must \
             be between 1 and 256 characters long.",
        ));
    }
    if !fifo && (named || !is_topic_name(name)) {
        return Err(errors::invalid("Topic Name"));
    }
    Ok(fifo)
}

/// The topic as the request describes it.
fn wanted(cx: &Cx, name: &str, fifo: bool, given: &Given) -> Result<Topic, AwsError> {
    let mut topic = attributes::fresh(cx.random().u64(), name, cx.now());
    topic.fifo = fifo.then(attributes::fresh_fifo);
    for (name, value) in given {
        match attributes::apply(&mut topic, name, value, cx.now()) {
            Err(Refused::Unknown) => {
                return Err(errors::invalid(format_args!(
                    "Attributes Reason: Unknown attribute {name}"
                )));
            }
            outcome => outcome.map_err(refusal)?,
        }
    }
    Ok(topic)
}

fn refusal(refused: Refused) -> AwsError {
    match refused {
        Refused::Undone(what) => AwsError::not_implemented(what),
        Refused::Reason(reason) => errors::invalid(format_args!("Attributes Reason: {reason}")),
        Refused::Unknown => errors::invalid("Attributes"),
    }
}

/// What the request says must be so.
fn same(
    topic: &Topic,
    wanted: &Topic,
    given: &Given,
    tags: Option<&Given>,
    arn: &str,
) -> Result<(), AwsError> {
    let differs =
        |name: &String| show::setting(topic, name, arn) != show::setting(wanted, name, arn);
    if given.iter().any(|(name, _)| differs(name)) {
        return Err(errors::invalid(
            "Attributes Reason: Topic already exists with different attributes",
        ));
    }
    let sorted = |tags: &Given| {
        let mut tags = tags.to_vec();
        tags.sort();
        tags
    };
    if tags.is_some_and(|tags| sorted(tags) != sorted(&topic.tags)) {
        return Err(errors::invalid(
            "Tags Reason: Topic already exists with different tags",
        ));
    }
    Ok(())
}
