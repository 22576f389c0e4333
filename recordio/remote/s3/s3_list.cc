#include "recordio/remote/s3/s3_list.h"

#include <charconv>
#include <optional>
#include <system_error>

#include <imrec/error.h>
#include <tinyxml2.h>

#include "recordio/remote/http/url.h"
#include "recordio/remote/xml_text.h"

namespace imrec::remote {
namespace {

using tinyxml2::XMLElement;

[[noreturn]] void Fail(const std::string& reason) {
  throw Error(ErrorCode::kCorruptData, "the list of objects is malformed: " + reason);
}

const XMLElement& RequiredChild(const XMLElement& parent, const char* name) {
  const XMLElement* child = parent.FirstChildElement(name);
  if (child == nullptr) Fail(std::string("<") + name + "> is missing");
  return *child;
}

// Keys are encoded as in forms, if the store does what S3ListQuery() asks for: XML cannot hold all
// characters.
std::string KeyText(const XMLElement& parent, const char* name, bool encoded) {
  RequiredChild(parent, name);
  std::string text = ChildText(parent, name);
  if (text.empty()) Fail(std::string("<") + name + "> is empty");
  if (!encoded) return text;
  const std::optional<std::string> decoded = FormDecode(text);
  if (!decoded) Fail(std::string("<") + name + "> '" + text + "' is not percent-encoded");
  return *decoded;
}

S3Object ParseObject(const XMLElement& element, bool encoded) {
  S3Object object;
  object.key = KeyText(element, "Key", encoded);
  RequiredChild(element, "Size");
  const std::string size = ChildText(element, "Size");
  const char* end = size.data() + size.size();
  const auto [stop, error] = std::from_chars(size.data(), end, object.size);
  if (error != std::errc() || stop != end) {
    Fail("<Size> should be a whole number >= 0, not '" + size + "'");
  }
  object.etag = ChildText(element, "ETag");
  return object;
}

bool IsTruncated(const XMLElement& root) {
  const std::string text = ChildText(root, "IsTruncated");
  if (text != "true" && text != "false") {
    Fail("<IsTruncated> should be true or false, not '" + text + "'");
  }
  return text == "true";
}

}  // namespace

std::vector<std::pair<std::string, std::string>> S3ListQuery(const std::string& prefix,
                                                             const std::string& delimiter,
                                                             const std::string& token) {
  std::vector<std::pair<std::string, std::string>> query = {
      {"encoding-type", "url"}, {"list-type", "2"}, {"prefix", prefix}};
  if (!delimiter.empty()) query.emplace_back("delimiter", delimiter);
  if (!token.empty()) query.emplace_back("continuation-token", token);
  return query;
}

S3ListPage ParseS3ListPage(std::string_view body) {
  tinyxml2::XMLDocument document;
  if (document.Parse(body.data(), body.size()) != tinyxml2::XML_SUCCESS) Fail("it is not XML");
  const XMLElement* root = document.FirstChildElement("ListBucketResult");
  if (root == nullptr) Fail("<ListBucketResult> is missing");
  const bool encoded = ChildText(*root, "EncodingType") == "url";
  S3ListPage page;
  for (const XMLElement* child = root->FirstChildElement(); child != nullptr;
       child = child->NextSiblingElement()) {
    const std::string_view name = child->Name();
    if (name == "Contents") page.objects.push_back(ParseObject(*child, encoded));
    if (name == "CommonPrefixes")
      page.common_prefixes.push_back(KeyText(*child, "Prefix", encoded));
  }
  if (IsTruncated(*root)) {
    page.next_token = ChildText(*root, "NextContinuationToken");
    if (page.next_token.empty()) Fail("more pages follow, but <NextContinuationToken> is missing");
  }
  return page;
}

}  // namespace imrec::remote
