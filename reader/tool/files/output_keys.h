// The keys of records that are read from several files.
#ifndef IMREC_READER_TOOL_FILES_OUTPUT_KEYS_H_
#define IMREC_READER_TOOL_FILES_OUTPUT_KEYS_H_

#include <cstdint>
#include <span>
#include <string>

#include "reader/tool/input_set.h"
#include "recordio/console/cli_forward.h"

namespace imrec::tool {

/// Declares --keys: "renumber" or "keep".
CLI::Option* AddKeys(CLI::App& app, std::string& keys);

/// Throws Error(kInvalidArgument) with the position of the record if its key was passed before.
void RequireDistinctKeys(const InputSet& input);

/// Sets the id of an image record to `key`. Does not change other payloads.
void SetRecordId(std::uint64_t key, std::span<std::byte> payload);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_FILES_OUTPUT_KEYS_H_
