//! One couple or group, tick by tick, in which the caller does what the people of the explorer do.

use crate::results::place;
use crate::source::{self, Named};
use crate::{Error, Library};
use std::time::Duration;
use syntony_study::live::{Deed, Live, SceneAsk};

/// What a scene begins with: a protocol, one of its groups (the first by default) and a seed (1 by default).
#[derive(Debug, Clone)]
pub struct Setting {
    library: Library,
    ask: SceneAsk,
}

/// A scene that runs: one repetition of a group, as the explorer plays it.
pub struct Scene {
    library: Library,
    live: Live,
}

impl Setting {
    /// The setting of a published experiment, by its key, or of a protocol file, by its path.
    ///
    /// # Errors
    /// [`Error::Input`] if there is no such protocol.
    ///
    /// ```
    /// let library = syntony::Library::embedded()?;
    /// let mut scene = syntony::Setting::of(&library, "williams_1992")?.begin()?;
    /// assert!(scene.step()?);
    /// # Ok::<(), syntony::Error>(())
    /// ```
    pub fn of(library: &Library, key_or_file: &str) -> Result<Setting, Error> {
        let Named { name, text } = source::text(key_or_file)?;
        Ok(Setting::of_text(library, &name, &text))
    }

    /// The setting of a protocol that is in memory; `name` stands in messages.
    pub fn of_text(library: &Library, name: &str, text: &str) -> Setting {
        let (name, text) = (name.to_string(), text.to_string());
        Setting {
            library: library.clone(),
            ask: SceneAsk { name, text, group: None, seed: 1, at_hand: Vec::new() },
        }
    }

    /// Seed of all randomness; 1 by default.
    pub fn seed(mut self, seed: u64) -> Setting {
        self.ask.seed = seed;
        self
    }

    /// Group of the protocol; the first by default.
    pub fn group(mut self, group: &str) -> Setting {
        self.ask.group = Some(group.into());
        self
    }

    /// Begins the scene, at the start of its first phase.
    ///
    /// # Errors
    /// [`Error::Input`] with everything that is wrong with the protocol, by line.
    pub fn begin(self) -> Result<Scene, Error> {
        let live = Live::new(self.library.atlases.of(&self.ask.text), self.ask)?;
        Ok(Scene { library: self.library, live })
    }
}

impl Scene {
    /// Steps one tick, some minutes; false, and nothing done, at the end of the last phase.
    ///
    /// # Errors
    /// [`Error::Unstable`].
    pub fn step(&mut self) -> Result<bool, Error> {
        self.live.step().map_err(|blow_up| Error::Unstable(blow_up.to_string()))
    }

    /// Time since the beginning of the first phase, s.
    pub fn time_s(&self) -> f64 {
        self.live.time_s()
    }

    /// The value now of a state variable of a member, such as `joy`, `trust:ben` or `level:oxytocin@pvn`, in the unit that
    /// `syntony show variables` names.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown member or variable.
    ///
    /// ```
    /// # use syntony::{Library, Setting};
    /// let library = Library::embedded()?;
    /// let scene = Setting::of_text(&library, "couple.toml", syntony::doc::COUPLE).begin()?;
    /// assert!((0.0..=1.0).contains(&scene.value("anna", "trust:ben")?));
    /// assert!(scene.value("anna", "trust:carl").is_err());
    /// # Ok::<(), syntony::Error>(())
    /// ```
    pub fn value(&self, member: &str, variable: &str) -> Result<f64, Error> {
        let m = place(self.members(), member, "member of the cast")?;
        let own: Vec<usize> =
            (0..self.live.channels.len()).filter(|&c| self.live.channels[c].member == m).collect();
        let names = own.iter().map(|&c| self.live.channels[c].name.as_str());
        Ok(self.live.value(own[place(names, variable, "state variable")?]))
    }

    /// Names of the members, in the order of the cast.
    pub fn members(&self) -> impl Iterator<Item = &str> + Clone {
        self.live.group().cast.iter().map(|m| m.name.as_str())
    }

    /// Names of the variables of a member that [`Scene::value`] reads.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown member.
    pub fn variables(&self, member: &str) -> Result<Vec<&str>, Error> {
        let m = place(self.members(), member, "member of the cast")?;
        let own = self.live.channels.iter().filter(|c| c.member == m);
        Ok(own.map(|c| c.name.as_str()).collect())
    }

    /// Lets one do an act of the atlas (`hug`, `criticise`, …) to another, from now for so long.
    ///
    /// # Errors
    /// [`Error::Input`] for unknown members and acts, and for an act that is not possible where they are.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use syntony::{Library, Setting};
    /// let library = Library::embedded()?;
    /// let couple = || Setting::of_text(&library, "couple.toml", syntony::doc::COUPLE).begin();
    /// let (mut as_it_goes, mut held) = (couple()?, couple()?);
    /// held.act("anna", "ben", "hug", Duration::from_secs(1200))?;
    /// for _ in 0..4 {
    ///     (as_it_goes.step()?, held.step()?);
    /// }
    /// assert_ne!(held.value("ben", "joy")?, as_it_goes.value("ben", "joy")?);
    /// # Ok::<(), syntony::Error>(())
    /// ```
    pub fn act(&mut self, by: &str, to: &str, act: &str, time: Duration) -> Result<(), Error> {
        let (by, to, act) = (by.into(), to.into(), act.into());
        self.deed(Deed::Act { by, to, act, for_s: time.as_secs_f64() })
    }

    /// Gives a member a compound now: `route` as in protocols (`ip`, `intranasal`, `icv`, …), `amount` with its unit.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown member, compound or route, and for an amount that is none.
    ///
    /// ```
    /// # use syntony::{Library, Setting};
    /// let library = Library::embedded()?;
    /// let mut scene = Setting::of(&library, "williams_1992")?.begin()?;
    /// scene.give("subject", "oxytocin", "icv", "100 ng")?;
    /// assert!(scene.give("subject", "oxytocin", "icv", "many").is_err());
    /// # Ok::<(), syntony::Error>(())
    /// ```
    pub fn give(&mut self, member: &str, compound: &str, route: &str, amount: &str) -> Result<(), Error> {
        let (member, compound, route, amount) = (member.into(), compound.into(), route.into(), amount.into());
        self.deed(Deed::Dose { member, compound, route, site: None, amount })
    }

    /// Lets a member leave now.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown member, or one who cannot leave.
    pub fn leave(&mut self, member: &str) -> Result<(), Error> {
        self.deed(Deed::Leave { member: member.into() })
    }

    /// Lets a member who had left come back now.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown member.
    pub fn back(&mut self, member: &str) -> Result<(), Error> {
        self.deed(Deed::Back { member: member.into() })
    }

    /// The protocol with all that was done in the scene: the command line runs it to the same bits.
    pub fn protocol(&self) -> String {
        self.live.text()
    }

    fn deed(&mut self, deed: Deed) -> Result<(), Error> {
        let atlas = self.library.atlases.of(&self.live.ask().text);
        Ok(self.live.intervene(atlas, deed)?)
    }
}
