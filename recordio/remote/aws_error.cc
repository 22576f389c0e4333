#include "recordio/remote/aws_error.h"

#include <tinyxml2.h>

#include "recordio/remote/xml_text.h"

namespace imrec::remote {
AwsError ParseAwsError(std::string_view body) {
  tinyxml2::XMLDocument document;
  if (document.Parse(body.data(), body.size()) != tinyxml2::XML_SUCCESS) return {};
  const tinyxml2::XMLElement* root = document.RootElement();
  const tinyxml2::XMLElement* error = root;
  // STS and some stores wrap the error in a response.
  if (root != nullptr && std::string_view(root->Name()) != "Error") {
    error = root->FirstChildElement("Error");
  }
  if (error == nullptr) return {};
  AwsError fields;
  fields.code = ChildText(*error, "Code");
  fields.message = ChildText(*error, "Message");
  fields.request_id = ChildText(*error, "RequestId");
  if (fields.request_id.empty()) fields.request_id = ChildText(*root, "RequestId");
  fields.region = ChildText(*error, "Region");
  fields.endpoint = ChildText(*error, "Endpoint");
  return fields;
}

}  // namespace imrec::remote
