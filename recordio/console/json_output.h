// What tools print with --json.
#ifndef IMREC_RECORDIO_CONSOLE_JSON_OUTPUT_H_
#define IMREC_RECORDIO_CONSOLE_JSON_OUTPUT_H_

#include <exception>
#include <functional>
#include <span>

#include <imrec/error.h>
#include <nlohmann/json.hpp>

namespace imrec::console {

/// Prints the document and a line end. Names of files and classes may not be UTF-8; invalid bytes
/// are replaced.
void PrintJson(const nlohmann::ordered_json& json);

/// Returns an object with `code`, `message`, `reason`, and of `file`, `line`, `key` and `offset`
/// those that the error has.
nlohmann::ordered_json ErrorJson(const Error& error);
nlohmann::ordered_json ErrorsJson(std::span<const Error> errors);

/// Prints {"error": ...}. The code of exceptions that are no imrec::Error is limit_exceeded if
/// there is not enough memory, and otherwise "internal".
void PrintJsonError(const std::exception& error);

/// Calls `run` and returns its exit code. If it throws and `json` is set, prints the error and
/// throws again.
int WithJsonErrors(bool json, const std::function<int()>& run);

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_JSON_OUTPUT_H_
