#include "augment/config/mxnet_values.h"

#include <algorithm>
#include <array>
#include <utility>

#include <imrec/error.h>

namespace imrec::config {
namespace {

// Parameters of the reader, which are ignored.
constexpr std::array kOfTheReader = {"path_imgrec",
                                     "path_imglist",
                                     "path_imgidx",
                                     "batch_size",
                                     "label_width",
                                     "label_pad_width",
                                     "label_pad_value",
                                     "preprocess_threads",
                                     "prefetch_buffer",
                                     "shuffle",
                                     "seed",
                                     "num_parts",
                                     "part_index",
                                     "shuffle_chunk_size",
                                     "shuffle_chunk_seed",
                                     "round_batch",
                                     "verbose",
                                     "data_name",
                                     "label_name",
                                     "ctx",
                                     "device_id",
                                     "dtype",
                                     "aug_seq"};
constexpr std::array kOfTheAugmenter = {"data_shape",
                                        "mean_img",
                                        "resize",
                                        "mean_r",
                                        "mean_g",
                                        "mean_b",
                                        "mean_a",
                                        "std_r",
                                        "std_g",
                                        "std_b",
                                        "std_a",
                                        "scale",
                                        "rand_crop_prob",
                                        "min_crop_scales",
                                        "max_crop_scales",
                                        "min_crop_aspect_ratios",
                                        "max_crop_aspect_ratios",
                                        "min_crop_overlaps",
                                        "max_crop_overlaps",
                                        "min_crop_sample_coverages",
                                        "max_crop_sample_coverages",
                                        "min_crop_object_coverages",
                                        "max_crop_object_coverages",
                                        "num_crop_sampler",
                                        "crop_emit_mode",
                                        "emit_overlap_thresh",
                                        "max_crop_trials",
                                        "rand_pad_prob",
                                        "max_pad_scale",
                                        "fill_value",
                                        "random_hue_prob",
                                        "max_random_hue",
                                        "random_saturation_prob",
                                        "max_random_saturation",
                                        "random_illumination_prob",
                                        "max_random_illumination",
                                        "random_contrast_prob",
                                        "max_random_contrast",
                                        "rand_mirror_prob",
                                        "inter_method",
                                        "resize_mode"};

[[noreturn]] void FailValue(const std::string& file, std::uint64_t line,
                            const std::string& reason) {
  throw Error(ErrorCode::kInvalidArgument, reason, {.file = file, .line = line});
}

std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above + 1, row[j - 1] + 1, replaced});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::string Suggestion(std::string_view name) {
  std::string_view best;
  std::size_t distance = 4;
  for (const std::string_view known : kOfTheAugmenter) {
    const std::size_t d = EditDistance(name, known);
    if (d < distance) {
      distance = d;
      best = known;
    }
  }
  return best.empty() ? "" : "; did you mean " + std::string(best) + "?";
}

}  // namespace

MxnetValues::MxnetValues(std::string_view text, const std::string& file) : file_(file) {
  ParameterScanner scanner(text, file);
  while (!scanner.AtEnd()) {
    const std::uint64_t line = scanner.line();
    const std::string name = scanner.Name();
    Parameter value = scanner.Next();
    value.line = line;
    if (std::ranges::find(kOfTheReader, name) != kOfTheReader.end()) continue;
    if (std::ranges::find(kOfTheAugmenter, name) == kOfTheAugmenter.end()) {
      FailValue(file, line,
                "ImageDetRecordIter has no parameter '" + name + "'" + Suggestion(name));
    }
    if (value.text == "None") continue;
    if (!values_.emplace(name, std::move(value)).second) {
      FailValue(file, line, "'" + name + "' is set twice");
    }
  }
}

double MxnetValues::Number(std::string_view name, double by_default) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return by_default;
  if (found->second.numbers.size() != 1) Complain(name, "needs a number");
  return found->second.numbers[0];
}

std::string MxnetValues::Word(std::string_view name, const char* by_default) const {
  const auto found = values_.find(name);
  return found == values_.end() ? by_default : found->second.text;
}

std::vector<double> MxnetValues::PerSampler(std::string_view name, std::size_t count,
                                            double by_default) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return std::vector<double>(count, by_default);
  const std::vector<double>& numbers = found->second.numbers;
  if (numbers.size() == 1) return std::vector<double>(count, numbers[0]);
  if (numbers.size() != count) {
    Complain(name, "needs one number or one for each of the " + std::to_string(count) +
                       " samplers, not " + std::to_string(numbers.size()));
  }
  return numbers;
}

const std::vector<double>* MxnetValues::Tuple(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : &found->second.numbers;
}

void MxnetValues::Complain(std::string_view name, const std::string& reason) const {
  FailValue(file_, LineOf(name), std::string(name) + " " + reason);
}

std::uint64_t MxnetValues::LineOf(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? 1 : found->second.line;
}

std::uint64_t MxnetValues::LastLineOf(std::string_view part) const {
  std::uint64_t line = 1;
  for (const auto& [name, value] : values_) {
    if (name.find(part) != std::string::npos) line = std::max(line, value.line);
  }
  return line;
}

}  // namespace imrec::config
