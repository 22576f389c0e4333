#include "recordio/remote/s3/multipart_upload.h"

#include <algorithm>
#include <exception>

#include <imrec/error.h>
#include <tinyxml2.h>

#include "recordio/remote/aws_error.h"
#include "recordio/remote/s3/body_digest.h"
#include "recordio/remote/xml_text.h"

namespace imrec::remote {
namespace {

constexpr std::uint64_t kMostParts = 9'000;

std::string Escaped(const std::string& text) {
  tinyxml2::XMLPrinter printer(nullptr, true);
  printer.PushText(text.c_str());
  return printer.CStr();
}

}  // namespace

std::uint64_t PartSize(std::uint64_t size, std::uint64_t least) {
  return std::max(least, (size + kMostParts - 1) / kMostParts);
}

std::string ParseUploadId(std::string_view body) {
  tinyxml2::XMLDocument document;
  if (document.Parse(body.data(), body.size()) != tinyxml2::XML_SUCCESS) return {};
  const tinyxml2::XMLElement* const root = document.RootElement();
  return root == nullptr ? "" : ChildText(*root, "UploadId");
}

std::string CompletionBody(const std::vector<std::string>& etags) {
  std::string text = R"(<?xml version="1.0" encoding="UTF-8"?>)"
                     R"(<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">)";
  for (std::size_t i = 0; i < etags.size(); ++i) {
    text += "<Part><PartNumber>" + std::to_string(i + 1) + "</PartNumber><ETag>" +
            Escaped(etags[i]) + "</ETag></Part>";
  }
  return text + "</CompleteMultipartUpload>";
}

std::string MultipartEtag(const std::vector<std::string>& md5_of_parts) {
  std::string all;
  for (const std::string& md5 : md5_of_parts) {
    if (md5.empty()) return {};
    all += md5;
  }
  return '"' + HexOf(DigestsOf(all).md5) + '-' + std::to_string(md5_of_parts.size()) + '"';
}

MultipartUpload::MultipartUpload(StoreSender& sender, std::shared_ptr<const ByteSource> file,
                                 S3Location to, std::uint64_t part_bytes, std::uint64_t& sent)
    : sender_(sender),
      file_(std::move(file)),
      to_(std::move(to)),
      part_bytes_(part_bytes),
      sent_(sent) {
  const std::uint64_t parts = (file_->size() + part_bytes_ - 1) / part_bytes_;
  etags_.resize(parts);
  md5_.resize(parts);
}

MultipartUpload::Result MultipartUpload::Run(const std::vector<HttpHeader>& headers) {
  Begin(headers);
  try {
    SendParts();
    std::optional<std::string> etag = Complete();
    return {
        .expected = MultipartEtag(md5_), .etag = etag.value_or(std::string()), .is_unsure = !etag};
  } catch (...) {
    Abort();
    throw;
  }
}

// An upload that has begun can be aborted only with its id.
void MultipartUpload::Begin(const std::vector<HttpHeader>& headers) {
  const HttpResponse response =
      sender_.Send({.location = to_,
                    .call = {.method = "POST", .query = {{"uploads", ""}}, .headers = headers},
                    .expected_root = "InitiateMultipartUploadResult",
                    .is_whole = true});
  id_ = ParseUploadId(response.body);
  if (!id_.empty()) return;
  throw Error(ErrorCode::kIo, "cannot be written: the store gives the upload no id",
              {.file = FormatS3Name(to_)});
}

void MultipartUpload::SendParts() {
  std::uint64_t number = 0;
  sender_.SendAll([&]() -> std::optional<StoreRequest> {
    if (number == etags_.size()) return std::nullopt;
    return PartRequest(number++);
  });
}

StoreRequest MultipartUpload::PartRequest(std::uint64_t number) {
  const std::uint64_t offset = number * part_bytes_;
  const std::uint64_t size = std::min(part_bytes_, file_->size() - offset);
  BodyDigests digests = DigestsOf(*file_, offset, size, [this] { sender_.Look(); });
  md5_[number] = digests.md5;
  StoreCall call{
      .method = "PUT",
      .query = {{"partNumber", std::to_string(number + 1)}, {"uploadId", id_}},
      .file = std::make_shared<FileBody>(FileBody{
          .file = file_, .offset = offset, .size = size, .sha256 = std::move(digests.sha256)})};
  if (!digests.md5.empty()) call.headers.push_back({"Content-MD5", Base64Of(digests.md5)});
  return {.location = to_,
          .call = std::move(call),
          .on_done = [this, number, size](const HttpResponse& response) {
            etags_[number] = response.Header("etag");
            sent_ += size;
          }};
}

// Returns the ETag that the store says the object has. Returns nullopt if the upload no longer
// exists: if the answer to an earlier attempt was lost, the store has completed and forgotten it.
std::optional<std::string> MultipartUpload::Complete() {
  const HttpResponse response =
      sender_.Send({.location = to_,
                    .call = {.method = "POST",
                             .query = {{"uploadId", id_}},
                             .headers = {{"Content-Type", "application/xml"}},
                             .body = CompletionBody(etags_)},
                    .accepted = {404},
                    .expected_root = "CompleteMultipartUploadResult"});
  if (response.status == 404) {
    if (ParseAwsError(response.body).code == "NoSuchUpload") return std::nullopt;
    throw Error(ErrorCode::kIo, "cannot be written: " + ExplainS3Error(response),
                {.file = FormatS3Name(to_)});
  }
  tinyxml2::XMLDocument document;
  document.Parse(response.body.data(), response.body.size());
  return ChildText(*document.RootElement(), "ETag");
}

void MultipartUpload::Abort() noexcept {
  try {
    sender_.SendQuietly({.location = to_,
                         .call = {.method = "DELETE", .query = {{"uploadId", id_}}},
                         .accepted = {404}});
  } catch (const std::exception&) {
    return;  // what ended the upload is reported; a rule of the bucket removes the parts
  }
}

}  // namespace imrec::remote
