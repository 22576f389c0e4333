#include <imrec/reader_state.h>

#include <limits>

#include <imrec/error.h>
#include <nlohmann/json.hpp>

namespace imrec {
namespace {

constexpr std::uint64_t kVersion = 2;

using Json = nlohmann::ordered_json;

[[noreturn]] void Refuse(const std::string& problem) {
  throw Error(ErrorCode::kCorruptData, "reader state: " + problem);
}

std::uint64_t Integer(const Json& json, const char* field,
                      std::uint64_t limit = std::numeric_limits<std::uint64_t>::max()) {
  const auto found = json.find(field);
  if (found == json.end()) Refuse(std::string(field) + " is missing");
  if (!found->is_number_unsigned() || found->get<std::uint64_t>() > limit) {
    Refuse(std::string(field) + " is not a number in its range");
  }
  return found->get<std::uint64_t>();
}

std::optional<std::uint64_t> OptionalInteger(const Json& json, const char* field) {
  if (!json.contains(field)) return std::nullopt;
  return Integer(json, field);
}

// Returns nullopt if there is no such field. `last` is the value with the largest number.
template <typename Choice>
std::optional<Choice> OptionalChoice(const Json& json, const char* field, Choice last) {
  if (!json.contains(field)) return std::nullopt;
  return static_cast<Choice>(Integer(json, field, static_cast<std::uint64_t>(last)));
}

}  // namespace

std::string ToJson(const ReaderState& state) {
  Json json = {{"version", kVersion},
               {"epoch", state.epoch},
               {"batch", state.batch},
               {"epoch_end", state.epoch_end ? 1U : 0U},
               {"batch_size", state.batch_size},
               {"part_count", state.part_count},
               {"seed", state.seed},
               {"records", state.records},
               {"bytes", state.bytes}};
  if (state.sources) json["sources"] = *state.sources;
  if (state.shuffle) json["shuffle"] = *state.shuffle;
  if (state.last_batch) json["last_batch"] = static_cast<unsigned>(*state.last_batch);
  if (state.equalise) json["equalise"] = static_cast<unsigned>(*state.equalise);
  return json.dump();
}

ReaderState ReaderStateFromJson(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) Refuse("not a JSON object");
  const std::uint64_t version = Integer(json, "version");
  if (version < 1 || version > kVersion) Refuse("it is from another version");
  return {.epoch = static_cast<std::uint32_t>(
              Integer(json, "epoch", std::numeric_limits<std::uint32_t>::max())),
          .batch = Integer(json, "batch"),
          .epoch_end = Integer(json, "epoch_end", 1) == 1,
          .batch_size = Integer(json, "batch_size"),
          .part_count = Integer(json, "part_count"),
          .seed = Integer(json, "seed"),
          .records = Integer(json, "records"),
          .bytes = Integer(json, "bytes"),
          .sources = OptionalInteger(json, "sources"),
          .shuffle = OptionalInteger(json, "shuffle"),
          .last_batch = OptionalChoice(json, "last_batch", LastBatch::kRollOver),
          .equalise = OptionalChoice(json, "equalise", Equalise::kDrop)};
}

}  // namespace imrec
