#include "recordio/internal/object_store.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <string_view>
#include <utility>

#include <imrec/error.h>

#include "recordio/files/input_file.h"
#include "recordio/remote/aws_error.h"
#include "recordio/remote/http/range_response.h"
#include "recordio/remote/http/transfer.h"
#include "recordio/remote/s3/body_digest.h"
#include "recordio/remote/s3/list_objects.h"
#include "recordio/remote/s3/multipart_upload.h"
#include "recordio/remote/s3/store_sender.h"
#include "recordio/remote/utc_time.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;
using remote::BodyDigests;
using remote::HttpHeader;
using remote::HttpResponse;
using remote::S3Location;
using remote::StoreRequest;

constexpr std::size_t kMostText = std::size_t{256} << 20;

// `on_wait` is called while credentials are fetched.
std::shared_ptr<remote::S3Store> MakeStore(const fs::path& name,
                                           const std::function<void()>& on_wait) {
  return std::make_shared<remote::S3Store>(
      remote::ParseS3Name(name.string()).scheme,
      remote::S3Context{.environment = remote::ProcessEnvironment(),
                        .exchange = remote::WatchedExchange(on_wait),
                        .on_wait = on_wait});
}

// So that browsers and tools of the store show what they can.
std::string ContentTypeOf(std::string_view name) {
  if (name.ends_with(".json")) return "application/json";
  if (name.ends_with(".tsv")) return "text/tab-separated-values; charset=utf-8";
  if (name.ends_with(".txt")) return "text/plain; charset=utf-8";
  return "application/octet-stream";
}

std::vector<HttpHeader> HeadersFor(const std::string& name, const BodyDigests& digests) {
  std::vector<HttpHeader> headers = {{"Content-Type", ContentTypeOf(name)}};
  if (!digests.md5.empty()) headers.push_back({"Content-MD5", remote::Base64Of(digests.md5)});
  return headers;
}

// Returns the ETag of an object that was sent at once, quoted; empty if it is not known.
std::string SimpleEtag(const BodyDigests& digests) {
  return digests.md5.empty() ? "" : '"' + remote::HexOf(digests.md5) + '"';
}

StoreRequest TextRequest(const std::string& name, StoreRequest request) {
  request.location = remote::ParseS3Name(name);
  request.doing = "be read";
  request.accepted = {404};
  request.max_text = kMostText + 1;
  return request;
}

std::optional<StoredText> TextOf(const std::string& name, HttpResponse response) {
  if (response.status == 404) {
    if (remote::ParseAwsError(response.body).code != "NoSuchBucket") return std::nullopt;
    throw Error(ErrorCode::kNotFound, remote::ExplainS3Error(response), {.file = name});
  }
  if (response.body.size() > kMostText) {
    throw Error(ErrorCode::kLimitExceeded, "has more than 256 MiB", {.file = name});
  }
  StoredText text{.text = std::move(response.body), .etag = std::string(response.Header("etag"))};
  if (const auto time = remote::ParseHttpDate(response.Header("last-modified"))) {
    text.written = std::chrono::time_point_cast<fs::file_time_type::duration>(
        std::chrono::file_clock::from_sys(*time));
  }
  return text;
}

// Returns the size of an object from the response to a request for its first byte.
std::optional<std::uint64_t> SizeFrom(const HttpResponse& response) {
  if (response.status == 416) return 0;
  if (const auto range = remote::ParseContentRange(response.Header("content-range"))) {
    return range->size;
  }
  const std::string_view length = response.Header("content-length");
  std::uint64_t size = 0;
  const auto [end, failure] = std::from_chars(length.data(), length.data() + length.size(), size);
  const bool whole = failure == std::errc() && end == length.data() + length.size();
  return response.status == 200 && whole ? std::optional(size) : std::nullopt;
}

// `there` is what the store says; nullopt if it does not say it.
void RequireSize(const S3Location& location, std::uint64_t size,
                 std::optional<std::uint64_t> there) {
  if (there == size) return;
  const std::string found =
      there ? "has " + std::to_string(*there) + " bytes" : "has a size that the store does not say";
  throw Error(
      ErrorCode::kIo,
      found + " after " + std::to_string(size) + " bytes were sent; did another process write it?",
      {.file = remote::FormatS3Name(location)});
}

void RequireEtag(const S3Location& location, const std::string& etag,
                 const HttpResponse& response) {
  if (etag.empty() || response.Header("etag") == etag) return;
  throw Error(ErrorCode::kIo,
              "cannot be written: the store no longer knows the upload, and the object is not the "
              "one that was sent",
              {.file = remote::FormatS3Name(location)});
}

}  // namespace

struct ObjectStore::State {
  State(const fs::path& name, const UploadOptions& upload_options)
      : options(upload_options), sender(MakeStore(name, [this] { sender.Look(); }), options) {}

  // An object that was just written, and whose ETag says nothing about its contents.
  struct Unchecked {
    S3Location location;
    std::uint64_t size = 0;
    std::string etag = {};  // that it must have; empty: any
  };

  void PutAtOnce(const std::vector<FileToPut>& files, std::vector<Unchecked>& unchecked);
  void PutInParts(const FileToPut& put, std::vector<Unchecked>& unchecked);
  void CheckSizes(const std::vector<Unchecked>& objects);
  HttpResponse Put(const std::string& text, const std::string& name,
                   const std::vector<HttpHeader>& more, std::vector<int> accepted);
  bool InParts(std::uint64_t size) const { return size >= options.multipart_from; }
  std::string ExpectedEtag(const InputFile& file);
  BodyDigests Digests(const InputFile& file, std::uint64_t offset, std::uint64_t size) {
    return remote::DigestsOf(file, offset, size, [this] { sender.Look(); });
  }

  const UploadOptions options;
  remote::StoreSender sender;
  std::uint64_t sent = 0;
};

void ObjectStore::State::PutAtOnce(const std::vector<FileToPut>& files,
                                   std::vector<Unchecked>& unchecked) {
  std::size_t next = 0;
  sender.SendAll([&]() -> std::optional<StoreRequest> {
    if (next == files.size()) return std::nullopt;
    const FileToPut& put = files[next++];
    const auto file = std::make_shared<const InputFile>(put.file);
    const S3Location location = remote::ParseS3Name(put.name);
    const std::uint64_t size = file->size();
    BodyDigests digests = Digests(*file, 0, size);
    std::vector<HttpHeader> headers = HeadersFor(put.name, digests);
    const auto on_done = [&, location, size,
                          expected = SimpleEtag(digests)](const HttpResponse& response) {
      sent += size;
      if (expected.empty() || response.Header("etag") != expected) {
        unchecked.push_back({.location = location, .size = size});
      }
    };
    return StoreRequest{
        .location = location,
        .call = {.method = "PUT",
                 .headers = std::move(headers),
                 .file = std::make_shared<remote::FileBody>(remote::FileBody{
                     .file = file, .size = size, .sha256 = std::move(digests.sha256)})},
        .on_done = on_done};
  });
}

void ObjectStore::State::PutInParts(const FileToPut& put, std::vector<Unchecked>& unchecked) {
  const auto file = std::make_shared<const InputFile>(put.file);
  const S3Location location = remote::ParseS3Name(put.name);
  remote::MultipartUpload upload(sender, file, location,
                                 remote::PartSize(file->size(), options.part_bytes), sent);
  const auto result = upload.Run({{"Content-Type", ContentTypeOf(put.name)}});
  if (result.is_unsure) {  // an older object may have the same size
    unchecked.push_back({.location = location,
                         .size = file->size(),
                         .etag = result.expected.empty() ? "unknown" : result.expected});
  } else if (result.expected.empty() || result.etag != result.expected) {
    unchecked.push_back({.location = location, .size = file->size()});
  }
}

void ObjectStore::State::CheckSizes(const std::vector<Unchecked>& objects) {
  std::size_t next = 0;
  sender.SendAll([&]() -> std::optional<StoreRequest> {
    if (next == objects.size()) return std::nullopt;
    const Unchecked& object = objects[next++];
    // The body of a failed GET says why it failed; that of a HEAD request is missing.
    return StoreRequest{.location = object.location,
                        .call = {.headers = {{"Range", remote::FormatRange(0, 1)}}},
                        .doing = "be checked",
                        .accepted = {416},
                        .only_headers = true,
                        .on_done = [object](const HttpResponse& response) {
                          RequireSize(object.location, object.size, SizeFrom(response));
                          RequireEtag(object.location, object.etag, response);
                        }};
  });
}

HttpResponse ObjectStore::State::Put(const std::string& text, const std::string& name,
                                     const std::vector<HttpHeader>& more,
                                     std::vector<int> accepted) {
  std::vector<HttpHeader> headers = HeadersFor(name, remote::DigestsOf(text));
  headers.insert(headers.end(), more.begin(), more.end());
  return sender.Send({.location = remote::ParseS3Name(name),
                      .call = {.method = "PUT", .headers = std::move(headers), .body = text},
                      .accepted = std::move(accepted)});
}

std::string ObjectStore::State::ExpectedEtag(const InputFile& file) {
  if (!InParts(file.size())) return SimpleEtag(Digests(file, 0, file.size()));
  const std::uint64_t step = remote::PartSize(file.size(), options.part_bytes);
  std::vector<std::string> md5;
  for (std::uint64_t begin = 0; begin < file.size(); begin += step) {
    md5.push_back(Digests(file, begin, std::min(step, file.size() - begin)).md5);
  }
  return remote::MultipartEtag(md5);
}

ObjectStore::ObjectStore(const fs::path& name, const UploadOptions& options) {
  RequireWritableStore(name);
  state_ = std::make_unique<State>(name, options);
}

ObjectStore::~ObjectStore() = default;

void ObjectStore::SetObserver(std::function<void(std::uint64_t sent)> observer) {
  state_->sent = 0;
  if (!observer) return state_->sender.SetObserver({});
  state_->sender.SetObserver([state = state_.get(), tell = std::move(observer)](
                                 std::uint64_t sending) { tell(state->sent + sending); });
}

std::vector<StoredObjectInfo> ObjectStore::List(const std::string& start) {
  const S3Location location = remote::ParseS3Name(start);
  std::vector<StoredObjectInfo> objects;
  for (const remote::S3Object& object : remote::ListObjects(state_->sender, location)) {
    S3Location found = location;
    found.key = object.key;
    objects.push_back(
        {.name = remote::FormatS3Name(found), .size = object.size, .etag = object.etag});
  }
  return objects;
}

void ObjectStore::PutFiles(const std::vector<FileToPut>& files) {
  std::vector<FileToPut> small;
  std::vector<FileToPut> large;
  for (const FileToPut& file : files) {
    (state_->InParts(InputFile(file.file).size()) ? large : small).push_back(file);
  }
  std::vector<State::Unchecked> unchecked;
  state_->PutAtOnce(small, unchecked);
  for (const FileToPut& file : large) state_->PutInParts(file, unchecked);
  state_->CheckSizes(unchecked);
}

bool ObjectStore::HoldsFile(const StoredObjectInfo& object, const fs::path& file) {
  const InputFile contents(file);
  return contents.size() == object.size && !object.etag.empty() &&
         state_->ExpectedEtag(contents) == object.etag;
}

void ObjectStore::PutText(const std::string& text, const std::string& name) {
  state_->Put(text, name, {}, {});
}

bool ObjectStore::PutTextIfAbsent(const std::string& text, const std::string& name) {
  const int status = state_->Put(text, name, {{"If-None-Match", "*"}}, {412, 304, 501}).status;
  if (status == 501) PutText(text, name);
  return status != 412 && status != 304;  // older versions of MinIO say 304
}

bool ObjectStore::PutTextIfMatching(const std::string& text, const std::string& name,
                                    const std::string& etag) {
  if (etag.empty() || etag.starts_with("W/")) {
    PutText(text, name);
    return true;
  }
  const int status = state_->Put(text, name, {{"If-Match", etag}}, {404, 412, 501}).status;
  if (status == 501) PutText(text, name);
  return status != 404 && status != 412;
}

std::optional<StoredText> ObjectStore::GetText(const std::string& name) {
  return std::move(GetTexts({name}).front());
}

std::vector<std::optional<StoredText>> ObjectStore::GetTexts(
    const std::vector<std::string>& names) {
  std::vector<std::optional<StoredText>> texts(names.size());
  std::size_t next = 0;
  state_->sender.SendAll([&]() -> std::optional<StoreRequest> {
    if (next == names.size()) return std::nullopt;
    const std::size_t i = next++;
    return TextRequest(names[i], {.on_done = [&, i](const HttpResponse& response) {
                         texts[i] = TextOf(names[i], response);
                       }});
  });
  return texts;
}

void ObjectStore::Remove(const std::vector<std::string>& names) {
  std::size_t next = 0;
  state_->sender.SendAll([&]() -> std::optional<StoreRequest> {
    if (next == names.size()) return std::nullopt;
    return StoreRequest{.location = remote::ParseS3Name(names[next++]),
                        .call = {.method = "DELETE"},
                        .doing = "be removed",
                        .accepted = {404}};
  });
}

}  // namespace imrec
