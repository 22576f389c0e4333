#include "augment/config/recipe_text.h"

#include <algorithm>
#include <optional>
#include <vector>

#include <google/protobuf/io/tokenizer.h>
#include <imrec/error.h>

#include "augment/config/caffe_settings.h"
#include "augment/config/imrec_settings.h"
#include "augment/config/text_node.h"

namespace imrec::config {
namespace {

using google::protobuf::TextFormat;

struct Problem {
  TextPlace place;
  std::string text;
};

// Unknown fields are only warnings here, because most layers of a network have fields that the
// schema does not describe.
class Collector : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (!error_) error_ = Problem{{.line = line + 1, .column = column + 1}, message};
  }
  void AddWarning(int line, int column, const std::string& message) override {
    unknown_.push_back({{.line = line + 1, .column = column + 1}, message});
  }

  const std::optional<Problem>& error() const { return error_; }
  const std::vector<Problem>& unknown() const { return unknown_; }

 private:
  std::optional<Problem> error_;
  std::vector<Problem> unknown_;
};

[[noreturn]] void Fail(const std::string& file, int line, const std::string& reason) {
  throw Error(ErrorCode::kInvalidArgument, reason,
              {.file = file, .line = static_cast<std::uint64_t>(line)});
}

// Removes the names of our message types from protobuf's message `Message type "imrec.config.X" has
// no field named "y".`, because users know Caffe's names only.
std::string WithoutPackage(std::string text) {
  constexpr std::string_view kPackage = "imrec.config.";
  for (std::size_t at = text.find(kPackage); at != std::string::npos; at = text.find(kPackage)) {
    text.erase(at, kPackage.size());
  }
  return text;
}

bool IsTrainingData(const Layer& layer) {
  if (layer.type() != "AnnotatedData") return false;
  return std::all_of(layer.include().begin(), layer.include().end(), [](const Include& include) {
    return !include.has_phase() || include.phase() == TRAIN;
  });
}

// Returns the index of the AnnotatedData layer for training, or of the only one; -1 if there is
// none.
int FindDataLayer(const TextNode<Recipe>& root) {
  int found = -1;
  for (int i = 0; i < root->layer_size(); ++i) {
    if (IsTrainingData(root->layer(i))) return i;
    if (root->layer(i).type() == "AnnotatedData") found = i;
  }
  return found;
}

// Returns true for positions from the start of `layer` to the start of the next layer.
bool InLayer(const TextNode<Recipe>& root, int layer, const TextPlace& place) {
  if (place < root.PlaceOf("layer", layer)) return false;
  return layer + 1 == root->layer_size() || place < root.PlaceOf("layer", layer + 1);
}

// Returns true if the message with the unknown field only contains other messages, or does not
// concern augmentation. Each version of Caffe adds fields to these.
bool IsOfTheNetwork(const Problem& problem) {
  const auto holders = {Recipe::descriptor(), Layer::descriptor(), Include::descriptor()};
  return std::ranges::any_of(holders, [&](const auto* type) {
    return problem.text.find('"' + type->full_name() + '"') != std::string::npos;
  });
}

void RefuseUnknownFields(const TextNode<Recipe>& root, int layer, const Collector& collector) {
  for (const Problem& problem : collector.unknown()) {
    if (root->layer_size() == 0 ||
        (InLayer(root, layer, problem.place) && !IsOfTheNetwork(problem))) {
      Fail(root.file(), problem.place.line, WithoutPackage(problem.text));
    }
  }
}

// Runs `apply`. Adds the line on which the block begins to errors about settings out of range.
template <typename Function>
void Checked(const std::string& file, int line, AugmentRecipe& recipe, const Function& apply) {
  apply();
  try {
    ValidateRecipe(recipe);
  } catch (const Error& error) {
    throw error.Within({.file = file, .line = static_cast<std::uint64_t>(line)});
  }
}

void AddSampler(const TextNode<BatchSampler>& node, AugmentRecipe& recipe) {
  Checked(node.file(), node.line(), recipe,
          [&] { recipe.crop.samplers.push_back(SamplerFrom(node)); });
}

void AddTransform(const TextNode<TransformParam>& node, AugmentRecipe& recipe) {
  Checked(node.file(), node.line(), recipe, [&] { ApplyTransform(node, recipe); });
}

void AddAnnotatedData(const TextNode<AnnotatedDataParam>& node, AugmentRecipe& recipe) {
  for (int i = 0; i < node->batch_sampler_size(); ++i) {
    AddSampler(node.Nested("batch_sampler", node->batch_sampler(i), i), recipe);
  }
}

AugmentRecipe FromLayer(const TextNode<Layer>& node) {
  AugmentRecipe recipe = CaffeDefaults();
  if (node->has_transform_param()) {
    AddTransform(node.Nested("transform_param", node->transform_param()), recipe);
  }
  if (node->has_annotated_data_param()) {
    AddAnnotatedData(node.Nested("annotated_data_param", node->annotated_data_param()), recipe);
  }
  return recipe;
}

AugmentRecipe FromBlocks(const TextNode<Recipe>& root) {
  const bool caffe = root->has_transform_param() || root->has_annotated_data_param() ||
                     (root->batch_sampler_size() > 0 && !root->has_imrec());
  AugmentRecipe recipe = caffe ? CaffeDefaults() : AugmentRecipe{};
  if (root->imrec().has_preset()) {
    if (caffe)
      Fail(root.file(), root.LineOf("imrec"), "a preset and Caffe's blocks exclude each other");
    try {
      recipe = PresetByName(root->imrec().preset());
    } catch (const Error& error) {
      throw error.Within(
          {.file = root.file(), .line = static_cast<std::uint64_t>(root.LineOf("imrec"))});
    }
  }
  if (root->has_transform_param()) {
    AddTransform(root.Nested("transform_param", root->transform_param()), recipe);
  }
  if (root->has_annotated_data_param()) {
    AddAnnotatedData(root.Nested("annotated_data_param", root->annotated_data_param()), recipe);
  }
  // Samplers replace those of a preset.
  if (root->batch_sampler_size() > 0 && !root->has_annotated_data_param()) {
    recipe.crop.samplers.clear();
  }
  for (int i = 0; i < root->batch_sampler_size(); ++i) {
    AddSampler(root.Nested("batch_sampler", root->batch_sampler(i), i), recipe);
  }
  if (root->has_imrec()) {
    const auto node = root.Nested("imrec", root->imrec());
    Checked(node.file(), node.line(), recipe, [&] { ApplyImrec(node, recipe); });
  }
  return recipe;
}

}  // namespace

AugmentRecipe ParseRecipeText(std::string_view text, const std::string& file) {
  Recipe message;
  Collector collector;
  TextFormat::ParseInfoTree lines;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&collector);
  parser.WriteLocationsTo(&lines);
  parser.AllowUnknownField(true);
  parser.SetRecursionLimit(100);
  if (!parser.ParseFromString(std::string(text), &message)) {
    const Problem problem = collector.error().value_or(Problem{{}, "cannot be parsed"});
    Fail(file, problem.place.line, WithoutPackage(problem.text));
  }
  const TextNode<Recipe> root(message, &lines, file, 1);
  if (message.layer_size() == 0) {
    RefuseUnknownFields(root, -1, collector);
    return FromBlocks(root);
  }
  const int layer = FindDataLayer(root);
  if (layer < 0) Fail(file, 1, "a network without a layer of type AnnotatedData");
  RefuseUnknownFields(root, layer, collector);
  return FromLayer(root.Nested("layer", message.layer(layer), layer));
}

std::string FormatRecipeText(const AugmentRecipe& recipe) {
  Recipe message;
  for (const imrec::BatchSampler& sampler : recipe.crop.samplers) {
    FillSampler(sampler, *message.add_batch_sampler());
  }
  FillImrec(recipe, *message.mutable_imrec());
  std::string text;
  TextFormat::Printer printer;
  printer.SetUseShortRepeatedPrimitives(true);
  printer.PrintToString(message, &text);
  return text;
}

}  // namespace imrec::config
