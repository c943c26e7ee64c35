//! Plays a story in one of the ways there are.

use super::actor::Actor;
use super::expected;
use super::inside::Inside;
use super::line::Line;
use super::outcome::Outcome;
use super::report;
use super::script::{Step, Story};
use super::stage::{House, Stage};
use super::totp;
use super::wire::Wire;
use serde_json::json;
use std::pin::Pin;
use std::time::Duration;

/// How one text is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// In process, on a frozen clock.
    Plain,
    /// The cloud is closed and opened before every line.
    Restart,
    /// Line by line beside itself, in another account and Region of the same cloud.
    Twin,
    /// Its lines alternate between two nodes on one shared store.
    Nodes,
    /// The same, and the node that answered a line is killed after it.
    Killed,
    /// With the real client over a socket.
    Wire,
}

impl Way {
    pub const ALL: [Way; 6] = [
        Way::Plain,
        Way::Restart,
        Way::Twin,
        Way::Nodes,
        Way::Killed,
        Way::Wire,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Way::Plain => "plain",
            Way::Restart => "restart",
            Way::Twin => "twin",
            Way::Nodes => "nodes",
            Way::Killed => "killed",
            Way::Wire => "wire",
        }
    }
}

type Going = Pin<Box<dyn Future<Output = Result<Outcome, String>> + Send>>;
type Aside = tokio::task::JoinHandle<Result<Outcome, String>>;

enum Place {
    Inside(Stage),
    Wire(Wire),
}

struct Play<'s> {
    way: Way,
    story: &'s Story,
    place: Place,
    cast: Vec<(Actor, Option<Aside>)>,
    /// Goes on after a difference, to rewrite what is expected.
    rewriting: bool,
}

/// Long enough for a command that was left going to be where it waits.
const SETTLE_INSIDE: Duration = Duration::from_millis(50);
const SETTLE_WIRE: Duration = Duration::from_millis(2_500);

/// The story as it should be written, or what is wrong with it.
pub async fn play(story: &Story, way: Way, house: House, rewriting: bool) -> Result<Story, String> {
    let place = match way {
        Way::Plain | Way::Twin => Place::Inside(Stage::in_memory(house).await?),
        Way::Restart => Place::Inside(Stage::on_disk(house).await?),
        Way::Nodes | Way::Killed => Place::Inside(Stage::on_nodes(house).await?),
        Way::Wire => Place::Wire(Wire::open().await?),
    };
    let mut play = Play {
        way,
        story,
        place,
        cast: cast(way),
        rewriting,
    };
    let result = play.steps().await;
    if let Place::Wire(wire) = &play.place {
        wire.close().await?;
    }
    result
}

fn cast(way: Way) -> Vec<(Actor, Option<Aside>)> {
    let mut cast = vec![Actor::new("111122223333", "555566667777", "us-west-2")];
    if way == Way::Twin {
        cast.push(Actor::new("222233334444", "666677778888", "eu-west-1"));
    }
    if way == Way::Wire {
        // The server may remember earlier runs; nobody shares an account with them.
        let (a, b) = (fresh_account(), fresh_account());
        cast = vec![Actor::new(&a, &b, "us-west-2")];
    }
    cast.into_iter().map(|actor| (actor, None)).collect()
}

fn fresh_account() -> String {
    let random = haneul_runtime::Random::from_host().u64() % 1_000_000_000_000;
    format!("{random:012}")
}

impl Play<'_> {
    async fn steps(&mut self) -> Result<Story, String> {
        let mut rewritten = report::Rewriting::of(self.story);
        for step in &self.story.steps {
            let line = Line::parse(&step.command).map_err(|why| self.at(step, &why))?;
            if line.is_of_the_cloud() {
                let done = self.cloud_wide(&line).await;
                done.map_err(|why| self.at(step, &why))?;
                continue;
            }
            for actor in 0..self.cast.len() {
                self.restart_if_due()
                    .await
                    .map_err(|why| self.at(step, &why))?;
                let outcome = self.act(actor, &line).await;
                let outcome = outcome.map_err(|why| self.at(step, &why))?;
                self.pass_on().await.map_err(|why| self.at(step, &why))?;
                self.judge(step, actor, outcome, &mut rewritten)?;
            }
        }
        Ok(rewritten.done())
    }

    fn judge(
        &mut self,
        step: &Step,
        actor: usize,
        outcome: Option<Outcome>,
        rewritten: &mut report::Rewriting,
    ) -> Result<(), String> {
        let Some(outcome) = outcome else {
            return Ok(());
        };
        let text = self.story.expected(step);
        let known = &mut self.cast[actor].0.known;
        let mut tried = known.clone();
        let Some(why) = expected::differs(&text, &outcome, &mut tried) else {
            *known = tried;
            return Ok(());
        };
        if self.rewriting && actor == 0 {
            rewritten.replace(step, &report::rewrite(&text, &outcome, known));
            return Ok(());
        }
        let diff = report::difference(&text, &outcome, known);
        let who = if actor == 1 { " (the twin)" } else { "" };
        Err(self.at(step, &format!("{why}{who}\n{diff}")))
    }

    fn at(&self, step: &Step, why: &str) -> String {
        let (file, line) = (self.story.file.display(), step.line);
        format!(
            "{file}:{line}: [{}]\n  $ {}\n{why}\n",
            self.way.name(),
            step.command
        )
    }

    async fn cloud_wide(&mut self, line: &Line) -> Result<(), String> {
        match (&mut self.place, line) {
            (Place::Inside(stage), Line::Restart) => stage.restart().await,
            (Place::Inside(stage), Line::Clock(by)) => stage.advance(*by).await,
            (Place::Wire(wire), Line::Clock(by)) => {
                wire.clock(json!({"advance_seconds": by.as_secs()})).await
            }
            // A server that someone else started is not ours to stop.
            _ => Ok(()),
        }
    }

    /// Not while a command is left going: it would be cut off, as it would be anywhere.
    async fn restart_if_due(&mut self) -> Result<(), String> {
        let going = self.cast.iter().any(|(_, aside)| aside.is_some());
        match &mut self.place {
            Place::Inside(stage) if self.way == Way::Restart && !going => stage.restart().await,
            _ => Ok(()),
        }
    }

    /// With several nodes, the next line is another one's.
    async fn pass_on(&mut self) -> Result<(), String> {
        let going = self.cast.iter().any(|(_, aside)| aside.is_some());
        let Place::Inside(stage) = &mut self.place else {
            return Ok(());
        };
        if self.way == Way::Killed && !going {
            stage.kill().await?;
        }
        stage.pass_on();
        Ok(())
    }

    async fn act(&mut self, number: usize, line: &Line) -> Result<Option<Outcome>, String> {
        let (actor, going) = &mut self.cast[number];
        match line {
            Line::Aws { words, aside } => {
                let words: Vec<String> = words.iter().map(|w| actor.known.fill(w)).collect();
                let command = self.place.command(actor, words)?;
                if !aside {
                    return command.await.map(Some);
                }
                *going = Some(tokio::spawn(command));
                tokio::time::sleep(self.place.settle()).await;
                return Ok(None);
            }
            Line::Wait => {
                let going = going.take().ok_or("nothing was left going")?;
                return going.await.map_err(|e| e.to_string())?.map(Some);
            }
            Line::As(profile) => actor.switch(profile)?,
            Line::Profile { name, keys } => actor.learn(name, keys),
            Line::Account(name) => actor.meet(name),
            Line::In(region) => actor.region = actor.known.fill(region),
            Line::Let { name, text } => {
                let text = actor.known.fill(text);
                actor.known.set(name, text);
            }
            Line::Code { name, seed, steps } => {
                let now = self.place.now().await?;
                let code = totp::code(&actor.known.fill(seed), now, *steps)?;
                actor.known.set(name, code);
            }
            Line::Clock(_) | Line::Restart => {}
        }
        Ok(None)
    }
}

impl Place {
    fn command(&self, actor: &Actor, words: Vec<String>) -> Result<Going, String> {
        let named = |name: &str| {
            let place = words.iter().position(|word| word == name)?;
            words.get(place + 1).map(String::as_str)
        };
        let unsigned = words.iter().any(|word| word == "--no-sign-request");
        let keys = actor.keys(if unsigned {
            Some("nobody")
        } else {
            named("--profile")
        })?;
        match self {
            Place::Inside(stage) => {
                let inside = Inside {
                    cloud: stage.cloud().clone(),
                    keys,
                    region: actor.region.clone(),
                    words,
                };
                Ok(Box::pin(inside.run()))
            }
            Place::Wire(wire) => {
                let region = named("--region").unwrap_or(&actor.region).to_owned();
                let plain = without(&words, &["--profile", "--region"]);
                let client = wire.command(&keys, &region, &plain)?;
                Ok(Box::pin(client.run()))
            }
        }
    }

    /// The cloud's time in seconds.
    async fn now(&self) -> Result<i64, String> {
        match self {
            Place::Inside(stage) => {
                let cloud = stage.cloud();
                // Another node may have moved the clock.
                cloud
                    .refresh(Duration::ZERO)
                    .await
                    .map_err(|e| e.to_string())?;
                Ok(cloud.clock.now().as_second())
            }
            Place::Wire(wire) => wire.now().await,
        }
    }

    fn settle(&self) -> Duration {
        match self {
            Place::Inside(_) => SETTLE_INSIDE,
            Place::Wire(_) => SETTLE_WIRE,
        }
    }
}

/// The words without these options and their values.
fn without(words: &[String], options: &[&str]) -> Vec<String> {
    let mut left = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match options.contains(&word.as_str()) {
            true => drop(words.next()),
            false => left.push(word.clone()),
        }
    }
    left.retain(|word| word != "--no-sign-request");
    left
}
