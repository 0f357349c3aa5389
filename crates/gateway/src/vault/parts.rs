//! Parts of files on their way: each lies under its upload until the whole is put together or given up. They have names,
//! not digests: two of the same bytes are two.

use futures_util::{StreamExt, TryStreamExt, stream, stream::BoxStream};
use object_store::{ObjectStoreExt, PutPayload, path::Path};
use uuid::Uuid;

use super::{Chunk, NotGiven, Place, Refused, Vault, there};

const PARTS: &str = "parts";

fn folder(upload: Uuid) -> Path {
    Path::from(format!("{PARTS}/{}", upload.simple()))
}

fn place(upload: Uuid, part: Uuid) -> Path {
    Path::from(format!("{PARTS}/{}/{}", upload.simple(), part.simple()))
}

impl Vault {
    /// Keeps a part of a file. It is on the disk when this answers.
    ///
    /// # Errors
    /// The vault cannot write.
    pub async fn put_part(&self, upload: Uuid, part: Uuid, bytes: Vec<u8>) -> Result<(), Refused> {
        self.store().put(&place(upload, part), PutPayload::from(bytes)).await?;
        Ok(())
    }

    /// Parts of a file one after the other, each read when the one before was taken.
    pub fn parts(&self, upload: Uuid, parts: Vec<Uuid>) -> BoxStream<'static, Chunk> {
        let vault = self.clone();
        let read = move |part| {
            let vault = vault.clone();
            async move {
                let found = vault.store().get(&place(upload, part)).await;
                let bytes = async { found?.bytes().await }.await;
                bytes.map_err(|error| std::io::Error::other(NotGiven::from(error)))
            }
        };
        stream::iter(parts).then(read).boxed()
    }

    /// Throws away all parts of a file.
    ///
    /// # Errors
    /// The vault cannot read or write.
    pub async fn drop_parts(&self, upload: Uuid) -> Result<(), NotGiven> {
        if let Place::Folder(_, root) = &self.place {
            let folder = root.join(folder(upload).as_ref());
            let removed = there(tokio::fs::remove_dir_all(folder).await);
            return removed.map(drop).map_err(NotGiven::Folder);
        }
        let parts: Vec<_> = self.store().list(Some(&folder(upload))).try_collect().await?;
        for part in parts {
            self.store().delete(&part.location).await?;
        }
        Ok(())
    }

    /// Throws away some parts of a file.
    ///
    /// # Errors
    /// The vault cannot write.
    pub async fn drop_these(&self, upload: Uuid, parts: &[Uuid]) -> Result<(), NotGiven> {
        for part in parts {
            match self.store().delete(&place(upload, *part)).await.map_err(NotGiven::from) {
                Ok(()) | Err(NotGiven::Missing) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Uploads of which parts lie here.
    ///
    /// # Errors
    /// The vault cannot read.
    pub async fn uploads(&self) -> Result<Vec<Uuid>, NotGiven> {
        let found = self.store().list_with_delimiter(Some(&Path::from(PARTS))).await?;
        let name = |path: &Path| path.filename().and_then(|name| name.parse().ok());
        Ok(found.common_prefixes.iter().filter_map(name).collect())
    }
}
