#include "reader/tool/standard_output.h"

#include <cstdio>

#include <imrec/error.h>

namespace imrec::tool {

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
