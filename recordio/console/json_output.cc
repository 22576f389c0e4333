#include "recordio/console/json_output.h"

#include <cstdio>
#include <new>
#include <string>

#include "recordio/console/console.h"

namespace imrec::console {

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

void PrintJsonError(const std::exception& error) {
  if (const auto* known = dynamic_cast<const Error*>(&error)) {
    return PrintJson({{"error", ErrorJson(*known)}});
  }
  const bool no_memory = dynamic_cast<const std::bad_alloc*>(&error) != nullptr;
  const std::string reason = ReasonOf(error);
  PrintJson({{"error",
              {{"code", no_memory ? ErrorCodeName(ErrorCode::kLimitExceeded) : "internal"},
               {"message", reason},
               {"reason", reason}}}});
}

int WithJsonErrors(bool json, const std::function<int()>& run) {
  try {
    return run();
  } catch (const std::exception& error) {
    if (json) PrintJsonError(error);
    throw;
  }
}

}  // namespace imrec::console
