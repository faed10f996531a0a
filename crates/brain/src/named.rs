//! Enums whose variants have names in the atlas or in protocols.

/// An enum with its names: `ALL` has every variant with its name, `of` finds the variant of a name.
macro_rules! named {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$meta])*
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Every one with its name.
            pub const ALL: [(&'static str, $name); [$($word),*].len()] = [$(($word, $name::$variant)),*];

            /// The one of a name.
            pub fn of(word: &str) -> Option<$name> {
                $name::ALL.iter().find(|(name, _)| *name == word).map(|(_, which)| *which)
            }
        }
    };
}

pub(crate) use named;
