#include "reader/tool/standard_output.h"

#include <cstdio>

#include <imrec/error.h>

namespace imrec::tool {

void PrintJson(const nlohmann::ordered_json& json) {
  std::puts(json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

nlohmann::ordered_json ErrorJson(const Error& error) {
  nlohmann::ordered_json json = {
      {"code", ErrorCodeName(error.code())}, {"message", error.what()}, {"reason", error.reason()}};
  const ErrorContext& where = error.where();
  if (!where.file.empty()) json["file"] = where.file;
  if (where.line) json["line"] = *where.line;
  if (where.key) json["key"] = *where.key;
  if (where.offset) json["offset"] = *where.offset;
  return json;
}

nlohmann::ordered_json ErrorsJson(std::span<const Error> errors) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const Error& error : errors) json.push_back(ErrorJson(error));
  return json;
}

void WriteOutput(const std::string& path, std::span<const std::byte> contents) {
  if (path != "-") {
    MakeFolderFor(path);
    return WriteFileAtomically(path, contents);
  }
  if (std::fwrite(contents.data(), 1, contents.size(), stdout) != contents.size()) {
    throw Error(ErrorCode::kIo, "cannot write to standard output");
  }
}

void WriteOutput(const std::string& path, std::string_view contents) {
  WriteOutput(path, std::as_bytes(std::span(contents)));
}

StreamOutput::StreamOutput(const std::string& path) {
  if (path != "-") file_.emplace(path);
}

void StreamOutput::Write(std::string_view text) {
  if (file_) {
    file_->Write(text);
  } else {
    WriteOutput("-", text);
  }
}

void StreamOutput::Sync() {
  if (file_) file_->Sync();
}

void StreamOutput::Commit() {
  if (file_) file_->Commit();
}

}  // namespace imrec::tool
