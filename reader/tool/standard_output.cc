#include "reader/tool/standard_output.h"

#include <cstdio>

#include <imrec/error.h>
#include <imrec/output_file.h>

namespace imrec::tool {

void PrintJson(const nlohmann::ordered_json& json) {
  std::puts(json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

void WriteOutput(const std::string& path, std::span<const std::byte> contents) {
  if (path != "-") return WriteFileAtomically(path, contents);
  if (std::fwrite(contents.data(), 1, contents.size(), stdout) != contents.size()) {
    throw Error(ErrorCode::kIo, "cannot write to standard output");
  }
}

void WriteOutput(const std::string& path, std::string_view contents) {
  WriteOutput(path, std::as_bytes(std::span(contents)));
}

}  // namespace imrec::tool
