//! How our values are stored in SQLite columns.

use ktpel_domain::Date;
use rusqlite::{
    ToSql,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};

use crate::StoreError;

/// A date as `YYYY-MM-DD`.
pub(crate) struct Tanggal(pub Date);

impl ToSql for Tanggal {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.to_string().into())
    }
}

impl FromSql for Tanggal {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(FromSqlError::other)
    }
}

/// A count or position; SQLite's integers end at 2^63.
pub(crate) struct U64(pub u64);

impl ToSql for U64 {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        i64::try_from(self.0).map(Into::into).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
    }
}

impl FromSql for U64 {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = value.as_i64()?;
        u64::try_from(number).map(Self).map_err(|_| FromSqlError::OutOfRange(number))
    }
}

/// An enum that is stored by a fixed word or number.
macro_rules! stored_as_text {
    ($name:ty, $($variant:path = $text:literal),+ $(,)?) => {
        impl $name {
            /// The stored word; never changed once released.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self {
                    $($variant => $text),+
                }
            }
        }

        impl rusqlite::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.id().into())
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                match value.as_str()? {
                    $($text => Ok($variant),)+
                    _ => Err(rusqlite::types::FromSqlError::InvalidType),
                }
            }
        }
    };
}
pub(crate) use stored_as_text;

/// The two handles of a table: one that reads, and one inside a transaction that also writes.
macro_rules! handles {
    ($(#[$doc:meta])* $read:ident, $write:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $read<'a> {
            conn: &'a rusqlite::Connection,
        }

        #[doc = concat!("Writes as well; see [`", stringify!($read), "`] for what it reads.")]
        pub struct $write<'a>($read<'a>);

        impl<'a> $read<'a> {
            pub(crate) fn new(conn: &'a rusqlite::Connection) -> Self {
                Self { conn }
            }
        }

        impl<'a> $write<'a> {
            pub(crate) fn new(conn: &'a rusqlite::Connection) -> Self {
                Self($read::new(conn))
            }
        }

        impl<'a> std::ops::Deref for $write<'a> {
            type Target = $read<'a>;

            fn deref(&self) -> &$read<'a> {
                &self.0
            }
        }
    };
}
pub(crate) use handles;

/// Collects rows.
pub(crate) fn all<T>(
    conn: &rusqlite::Connection,
    sql: &str,
    params: impl rusqlite::Params,
    read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params, read)?.collect::<Result<_, _>>()?;
    Ok(rows)
}

/// The one row, if there is one.
pub(crate) fn one<T>(
    conn: &rusqlite::Connection,
    sql: &str,
    params: impl rusqlite::Params,
    read: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>, StoreError> {
    use rusqlite::OptionalExtension;
    Ok(conn.prepare_cached(sql)?.query_row(params, read).optional()?)
}

/// Runs a statement and says how many rows it changed.
pub(crate) fn run(conn: &rusqlite::Connection, sql: &str, params: impl rusqlite::Params) -> Result<usize, StoreError> {
    Ok(conn.prepare_cached(sql)?.execute(params)?)
}
