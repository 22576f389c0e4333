// What this build can write to.
#include <imrec/error.h>

#include "recordio/internal/object_store.h"
#include "recordio/internal/remote_path.h"

namespace imrec {

void RequireWritableStore(const std::filesystem::path& path) {
  const std::string name = path.string();
  if (!name.starts_with("s3://") && !name.starts_with("gs://")) {
    throw Error(ErrorCode::kUnsupported,
                "web servers are read, but not written; a data set can be written to "
                "s3://BUCKET/PREFIX",
                {.file = name.substr(0, name.find('?'))});
  }
  if (CanReadRemoteFiles()) return;
  throw Error(ErrorCode::kUnsupported,
              "is in an object store; this imrec was built without libcurl and writes to none",
              {.file = name});
}

#if !IMREC_HAVE_CURL

struct ObjectStore::State {};

ObjectStore::ObjectStore(const std::filesystem::path& name, const UploadOptions& /*options*/) {
  RequireWritableStore(name);  // throws
}
ObjectStore::~ObjectStore() = default;

// There is no object of this class.
void ObjectStore::SetObserver(std::function<void(std::uint64_t)> /*observer*/) {}
std::vector<StoredObjectInfo> ObjectStore::List(const std::string& /*start*/) { return {}; }
void ObjectStore::PutFiles(const std::vector<FileToPut>& /*files*/) {}
bool ObjectStore::HoldsFile(const StoredObjectInfo& /*object*/,
                            const std::filesystem::path& /*file*/) {
  return false;
}
void ObjectStore::PutText(const std::string& /*text*/, const std::string& /*name*/) {}
bool ObjectStore::PutTextIfAbsent(const std::string& /*text*/, const std::string& /*name*/) {
  return false;
}
bool ObjectStore::PutTextIfMatching(const std::string& /*text*/, const std::string& /*name*/,
                                    const std::string& /*etag*/) {
  return false;
}
std::optional<StoredText> ObjectStore::GetText(const std::string& /*name*/) { return {}; }
std::vector<std::optional<StoredText>> ObjectStore::GetTexts(
    const std::vector<std::string>& /*names*/) {
  return {};
}
void ObjectStore::Remove(const std::vector<std::string>& /*names*/) {}

#endif

}  // namespace imrec
