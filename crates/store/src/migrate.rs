//! One directory of migrations for two engines.
//!
//! `0001_name.sql` runs on both; `0003_name.sqlite.sql` on one only. The text is PostgreSQL's;
//! SQLite gets its own type names and STRICT tables, and `); -- keyed` makes a table that lies in
//! the order of its primary key there.

use sqlx::{
    AssertSqlSafe, Connection as _, PgConnection, SqlSafeStr as _, SqliteConnection,
    migrate::{Migration, Migrator},
};

use crate::{
    db::{Db, Engine},
    error::Result,
};

static ALL: Migrator = sqlx::migrate!("../../migrations");

impl Db {
    /// Brings the database to this program's shape; the schema is made if there is none.
    /// On a connection of its own: the pools refuse it and a turn is too short.
    ///
    /// # Errors
    /// [`Error::Migrate`](crate::Error::Migrate), also if the database is of a newer program.
    pub async fn migrate(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(files) => {
                let mut conn = SqliteConnection::connect_with(&files.options).await?;
                of("sqlite", sqlite_types).run(&mut conn).await?;
                conn.close().await?;
            }
            Engine::Postgres(pool) => {
                let options = (*pool.connect_options())
                    .clone()
                    .options([("default_transaction_read_only", "off"), ("lock_timeout", "0")]);
                let mut conn = PgConnection::connect_with(&options).await?;
                let missing: Option<String> = sqlx::query_scalar(
                    "SELECT format('CREATE SCHEMA IF NOT EXISTS %I', current_setting('search_path'))
                     WHERE current_schema() IS NULL",
                )
                .fetch_optional(&mut conn)
                .await?;
                if let Some(create) = missing {
                    sqlx::query(AssertSqlSafe(create)).execute(&mut conn).await?;
                }
                of("postgres", str::to_owned).run(&mut conn).await?;
                conn.close().await?;
            }
        }
        Ok(())
    }

    /// Names of the migrations that [`Db::migrate`] would run, oldest first.
    ///
    /// # Errors
    /// [`Error`](crate::Error) if the database cannot be asked.
    pub async fn pending(&self) -> Result<Vec<String>> {
        let mut peek = self.peek().await?;
        let table = crate::query::Sql::per_engine(
            "SELECT count(*) FROM sqlite_master WHERE name = '_sqlx_migrations'",
            "SELECT count(*) FROM pg_class WHERE oid = to_regclass('_sqlx_migrations')",
        );
        let (tables,): (i64,) = peek.query(table).fetch_one().await?;
        let done: Vec<(i64,)> = if tables == 0 {
            Vec::new()
        } else {
            peek.query("SELECT version FROM _sqlx_migrations").fetch_all().await?
        };
        Ok(of(self.engine(), str::to_owned)
            .iter()
            .filter(|migration| !done.contains(&(migration.version,)))
            .map(|migration| format!("{:04} {}", migration.version, migration.description))
            .collect())
    }
}

/// A digest over every migration: two programs with the same one make the same tables.
#[cfg(feature = "testing")]
pub(crate) fn shape() -> model::Digest {
    let text: String = ALL.iter().map(|migration| migration.sql.as_str()).collect();
    model::Digest::of(text.as_bytes())
}

fn of(engine: &str, translate: fn(&str) -> String) -> Migrator {
    Migrator::with_migrations(
        ALL.iter()
            .filter(|m| m.description.split_once('.').is_none_or(|(_, only)| only == engine))
            .map(|m| {
                let sql = AssertSqlSafe(translate(m.sql.as_str())).into_sql_str();
                Migration::new(m.version, m.description.clone(), m.migration_type, sql, m.no_tx)
            })
            .collect(),
    )
}

/// PostgreSQL's type names to SQLite's, with STRICT tables.
fn sqlite_types(sql: &str) -> String {
    const WORDS: [(&str, &str); 7] = [
        (" UUID", " BLOB"),
        (" BYTEA", " BLOB"),
        (" BOOLEAN", " INTEGER"),
        (" BIGINT", " INTEGER"),
        // Bytes in order: SQLite's own habit.
        (" COLLATE \"C\"", ""),
        ("\n); -- keyed", "\n) STRICT, WITHOUT ROWID;"),
        ("\n);", "\n) STRICT;"),
    ];
    WORDS.iter().fold(sql.to_owned(), |sql, (postgres, lite)| sql.replace(postgres, lite))
}
