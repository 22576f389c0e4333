#include "reader/tool/preview/explain.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <optional>

#include "augment/internal/plan_text.h"
#include "reader/tool/input_class_names.h"

namespace imrec::tool {
namespace {

using Json = nlohmann::ordered_json;

[[gnu::format(printf, 1, 2)]] std::string Text(const char* format, ...) {
  std::array<char, 256> text;
  std::va_list values;
  va_start(values, format);
  std::vsnprintf(text.data(), text.size(), format, values);
  va_end(values);
  return text.data();
}

std::string BoxText(const BoundingBox& box) {
  return Text("%.3f %.3f %.3f %.3f", box.xmin, box.ymin, box.xmax, box.ymax);
}

// Returns an object's box on the canvas.
BoundingBox OnCanvas(const BoundingBox& box, const SamplePlan& plan) {
  const auto x = [&](double at) {
    return (at * plan.source.width + plan.canvas.left) / plan.canvas.size.width;
  };
  const auto y = [&](double at) {
    return (at * plan.source.height + plan.canvas.top) / plan.canvas.size.height;
  };
  return {.xmin = x(box.xmin), .ymin = y(box.ymin), .xmax = x(box.xmax), .ymax = y(box.ymax)};
}

double BestIoU(const ExplainedSample& sample, const BoundingBox& window) {
  double best = 0;
  for (const BoundingBox& box : sample.objects.boxes()) {
    best = std::max(best, IoU(OnCanvas(box, sample.plan), window));
  }
  return best;
}

std::string BoundsText(const char* name, const std::optional<double>& min,
                       const std::optional<double>& max) {
  if (!min && !max) return "";
  std::string text = std::string("  ") + name;
  if (min) text += Text(" >= %g", *min);
  if (max) text += Text(" <= %g", *max);
  return text;
}

std::string SamplerText(const BatchSampler& sampler) {
  const CropConstraint& bounds = sampler.constraint;
  std::string text = Text("scale %g..%g, aspect %g..%g", sampler.scale.min, sampler.scale.max,
                          sampler.aspect_ratio.min, sampler.aspect_ratio.max);
  text += BoundsText("IoU", bounds.min_iou, bounds.max_iou);
  text += BoundsText("sample coverage", bounds.min_sample_coverage, bounds.max_sample_coverage);
  text += BoundsText("object coverage", bounds.min_object_coverage, bounds.max_object_coverage);
  return text;
}

std::string ColorText(const ColorPlan& color) {
  if (color.neutral()) return "colour: unchanged\n";
  std::string text = "colour (" + std::string(ToText(color.model)) + "):";
  if (color.brightness != NeutralBrightness(color.model)) {
    text += Text("  brightness %+.3f", color.brightness);
  }
  if (color.contrast != 1) {
    text += Text("  contrast x%.3f%s", color.contrast, color.contrast_last ? " (last)" : "");
  }
  if (color.saturation != NeutralSaturation(color.model)) {
    text += Text("  saturation %.3f", color.saturation);
  }
  if (color.hue != 0) text += Text("  hue %+.2f degrees", color.hue);
  if (color.channels != ColorPlan{}.channels) {
    text += Text("  channels %u%u%u", color.channels[0], color.channels[1], color.channels[2]);
  }
  if (color.lighting != ColorPlan{}.lighting) {
    text += Text("  lighting %+.1f %+.1f %+.1f", color.lighting[0], color.lighting[1],
                 color.lighting[2]);
  }
  if (color.grey) text += "  grey";
  return text + "\n";
}

std::string CanvasText(const SamplePlan& plan) {
  if (plan.canvas.size == plan.source) return "expand: no\n";
  return Text("expand: x%.3f, a canvas of %dx%d with the image at (%d, %d)\n",
              static_cast<double>(plan.canvas.size.width) / plan.source.width,
              plan.canvas.size.width, plan.canvas.size.height, plan.canvas.left, plan.canvas.top);
}

std::string TurnText(const ExplainedSample& sample, const SamplerTrace& turn) {
  const BatchSampler& sampler = sample.recipe.crop.samplers[static_cast<std::size_t>(turn.sampler)];
  std::string text = Text("  sampler %d: ", turn.sampler) + SamplerText(sampler);
  if (turn.trials.empty()) return text + ": no objects, so no trials\n";
  text += Text(": %s after %zu of %d trials\n", turn.success ? "a window" : "none",
               turn.trials.size(), sampler.max_trials);
  for (std::size_t i = 0; i < turn.trials.size(); ++i) {
    const TrialTrace& trial = turn.trials[i];
    text += Text("    %2zu  ", i + 1);
    if (trial.outcome != TrialOutcome::kSize) {
      text += BoxText(trial.window) + Text("  best IoU %.3f  ", BestIoU(sample, trial.window));
    }
    text += std::string(ToText(trial.outcome)) + "\n";
  }
  return text;
}

std::string CropText(const ExplainedSample& sample) {
  const SamplePlan& plan = sample.plan;
  if (sample.recipe.crop.samplers.empty()) return "crop: none in this recipe\n";
  if (!sample.trace.crop_drawn) return "crop: not drawn\n";
  std::string text = "crop:\n";
  for (const SamplerTrace& turn : sample.trace.samplers) text += TurnText(sample, turn);
  if (sample.trace.discarded > 0) {
    text += Text("  rejected, because they keep no object: %d windows\n", sample.trace.discarded);
  }
  if (plan.sampler < 0) return text + "  used: no window, the whole canvas\n";
  return text + Text("  used: the window of sampler %d\n", plan.sampler);
}

// Returns the output box of object `index`, if it is kept.
const PlannedObject* KeptObject(const SamplePlan& plan, std::size_t index) {
  const auto found = std::ranges::find(plan.objects, index, &PlannedObject::index);
  return found == plan.objects.end() ? nullptr : &*found;
}

double VisibleShare(const ExplainedSample& sample, std::size_t index) {
  return CoveredShare(OnCanvas(sample.objects.boxes()[index], sample.plan), sample.plan.crop);
}

std::string ObjectsText(const ExplainedSample& sample) {
  if (sample.tags != nullptr) return "label: " + TagsText(*sample.tags) + "\n";
  std::string text =
      Text("objects: %zu of %zu kept\n", sample.plan.objects.size(), sample.objects.size());
  for (std::size_t i = 0; i < sample.objects.size(); ++i) {
    text += Text("  %2zu  ", i) + ClassName(sample.class_names, sample.objects.values(i)[0]) +
            Text(", %.0f%% in the crop", 100 * VisibleShare(sample, i));
    const PlannedObject* kept = KeptObject(sample.plan, i);
    text += kept != nullptr ? ": kept at " + BoxText(kept->box) : std::string(": dropped");
    text += "\n";
  }
  return text;
}

Json TraceJson(const ExplainedSample& sample) {
  Json turns = Json::array();
  for (const SamplerTrace& turn : sample.trace.samplers) {
    Json trials = Json::array();
    for (const TrialTrace& trial : turn.trials) {
      Json entry = {{"outcome", ToText(trial.outcome)}};
      if (trial.outcome != TrialOutcome::kSize) {
        entry["window"] = {trial.window.xmin, trial.window.ymin, trial.window.xmax,
                           trial.window.ymax};
        entry["best_iou"] = BestIoU(sample, trial.window);
      }
      trials.push_back(std::move(entry));
    }
    turns.push_back({{"sampler", turn.sampler}, {"success", turn.success}, {"trials", trials}});
  }
  return {{"crop_drawn", sample.trace.crop_drawn},
          {"samplers", turns},
          {"discarded", sample.trace.discarded}};
}

}  // namespace

std::string ExplainAsText(const ExplainedSample& sample) {
  const SamplePlan& plan = sample.plan;
  std::string text = ColorText(plan.color) + CanvasText(plan) + CropText(sample);
  text += Text("mirror: %s\n", plan.mirror ? "yes" : "no");
  text += "window on the canvas: " + BoxText(plan.crop) +
          Text(", %ldx%ld pixels become %dx%d by %s\n", std::lround(plan.window_x().length()),
               std::lround(plan.window_y().length()), plan.PlacementInOutput().size.width,
               plan.PlacementInOutput().size.height, std::string(ToText(plan.filter)).c_str());
  return text + ObjectsText(sample);
}

nlohmann::ordered_json ExplainAsJson(const ExplainedSample& sample) {
  Json json = {{"plan", Json::parse(PlanToJson(sample.plan))}, {"crop", TraceJson(sample)}};
  if (sample.tags != nullptr) {
    json["label"] = Json::array();
    for (const LabelTag& tag : *sample.tags) json["label"].push_back(tag.text);
    return json;
  }
  Json objects = Json::array();
  for (std::size_t i = 0; i < sample.objects.size(); ++i) {
    objects.push_back({{"index", i},
                       {"class", ClassName(sample.class_names, sample.objects.values(i)[0])},
                       {"visible_share", VisibleShare(sample, i)},
                       {"kept", KeptObject(sample.plan, i) != nullptr}});
  }
  json["objects"] = objects;
  return json;
}

}  // namespace imrec::tool
