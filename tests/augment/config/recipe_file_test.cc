#include <imrec/recipe_file.h>

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/random.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::string Problem(const std::string& text) {
  try {
    ParseRecipe(text, "recipe.txt");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

// The batch samplers of SSD's training, as its scripts write them.
std::string SsdSamplers() {
  std::string text = R"(
    batch_sampler { max_sample: 1 max_trials: 1 })";
  for (const char* overlap :
       {"min_jaccard_overlap: 0.1", "min_jaccard_overlap: 0.3", "min_jaccard_overlap: 0.5",
        "min_jaccard_overlap: 0.7", "min_jaccard_overlap: 0.9", "max_jaccard_overlap: 1.0"}) {
    text += std::string(R"(
    batch_sampler {
      sampler { min_scale: 0.3 max_scale: 1.0 min_aspect_ratio: 0.5 max_aspect_ratio: 2.0 }
      sample_constraint { )") +
            overlap + R"( }
      max_sample: 1
      max_trials: 50
    })";
  }
  return text + "\n";
}

constexpr const char* kTransform = R"(
  transform_param {
    mirror: true
    mean_value: 104
    mean_value: 117
    mean_value: 123
    force_color: true
    resize_param {
      prob: 1
      resize_mode: WARP
      height: 300
      width: 300
      interp_mode: LINEAR
      interp_mode: AREA
      interp_mode: NEAREST
      interp_mode: CUBIC
      interp_mode: LANCZOS4
    }
    emit_constraint { emit_type: CENTER }
    distort_param {
      brightness_prob: 0.5
      brightness_delta: 32
      contrast_prob: 0.5
      contrast_lower: 0.5
      contrast_upper: 1.5
      hue_prob: 0.5
      hue_delta: 18
      saturation_prob: 0.5
      saturation_lower: 0.5
      saturation_upper: 1.5
      random_order_prob: 0.0
    }
    expand_param { prob: 0.5 max_expand_ratio: 4.0 }
  })";

// A network with layers that have nothing to do with augmentation.
std::string Network() {
  return std::string(R"(name: "SSD"
layer {
  name: "data"
  type: "AnnotatedData"
  top: "data"
  top: "label"
  include { phase: TEST }
  transform_param { resize_param { height: 1 width: 1 } }
}
layer {
  name: "data"
  type: "AnnotatedData"
  include { phase: TRAIN }
  data_param { source: "lmdb" batch_size: 32 backend: LMDB prefetch: 4 })") +
         kTransform + "\n  annotated_data_param {" + SsdSamplers() + R"(
    label_map_file: "labelmap_voc.prototxt"
    anno_type: ANNO_BBOX
  }
}
layer {
  name: "conv1_1"
  type: "Convolution"
  bottom: "data"
  param { lr_mult: 1 decay_mult: 1 }
  convolution_param { num_output: 64 pad: 1 weight_filler { type: "xavier" } }
}
layer {
  name: "mbox_loss"
  type: "MultiBoxLoss"
  include { phase: TRAIN }
  propagate_down: true
  propagate_down: false
  loss_param { normalization: VALID }
  multibox_loss_param { loc_loss_type: SMOOTH_L1 conf_loss_type: SOFTMAX neg_pos_ratio: 3.0 }
}
)";
}

TEST(RecipeFile, ATrainingNetworkOfCaffeIsThePreset) {
  EXPECT_EQ(ParseRecipe(Network(), "train.prototxt"), PresetByName("caffe-ssd"));
}

TEST(RecipeFile, BlocksOfItWorkOnTheirOwn) {
  const AugmentRecipe caffe = PresetByName("caffe-ssd");
  const AugmentRecipe samplers = ParseRecipe(SsdSamplers(), "samplers");
  EXPECT_EQ(samplers.crop.samplers, caffe.crop.samplers);
  EXPECT_EQ(samplers.crop.no_survivor, NoSurvivor::kAllow);
  EXPECT_EQ(ParseRecipe(kTransform + SsdSamplers(), "both"), caffe);
  EXPECT_EQ(
      ParseRecipe(std::string(kTransform) + "annotated_data_param {" + SsdSamplers() + "}", "both"),
      caffe);
}

TEST(RecipeFile, SettingsOfOurOwnChangeAPreset) {
  AugmentRecipe expected = PresetByName("ssd300");
  expected.mirror_prob = 0.25;
  expected.crop.quantifier = Quantifier::kAll;
  expected.resize.mode = ResizeMode::kLetterbox;
  expected.mean = {1, 2, 3};
  expected.std = {4, 4, 4};
  EXPECT_EQ(ParseRecipe(R"(
      # nearly the usual one
      imrec {
        preset: "ssd300"
        mirror_prob: 0.25
        crop { quantifier: ALL }
        resize { mode: LETTERBOX }
        mean: [1, 2, 3]
        std: 4
      })",
                        "mine"),
            expected);
  expected.crop.samplers = {BatchSampler{.max_trials = 7}};
  EXPECT_EQ(ParseRecipe(R"(
      batch_sampler { max_trials: 7 }
      imrec { preset: "ssd300" mirror_prob: 0.25 crop { quantifier: ALL }
              resize { mode: LETTERBOX } mean: [1, 2, 3] std: 4 })",
                        "mine"),
            expected);
}

TEST(RecipeFile, UnknownFieldsAreNamedByLine) {
  EXPECT_THAT(
      Problem("\nbatch_sampler {\n  max_trails: 3\n}"),
      AllOf(HasSubstr("recipe.txt:3:"), HasSubstr("max_trails"), HasSubstr("\"BatchSampler\"")));
  EXPECT_THAT(Problem("batch_samplers { }"), HasSubstr("recipe.txt:1:"));
  // In a network, only where it matters.
  std::string network = Network();
  network.replace(network.find("max_expand_ratio"), 16, "max_expand_ration");
  EXPECT_THAT(Problem(network), HasSubstr("max_expand_ration"));
  EXPECT_THAT(Problem("layer { type: 'Data' }"), HasSubstr("AnnotatedData"));
}

// Each kind of Caffe has fields of its own; those of a layer have nothing to do with augmentation.
TEST(RecipeFile, UnknownFieldsOfALayerArePassedOver) {
  const std::string layer = R"(layer { name: "data" type: "AnnotatedData" top: "data"
    include { phase: TRAIN not_stage: "deploy" level: 3 }
    forward_type: FLOAT16 backward_type: FLOAT
    data_param { source: "x" backend: HDF5 threads: 4 shape { dim: 3 dim: 4 } }
    transform_param { mirror: true resize_param { height: 320 width: 320 } }
    annotated_data_param { batch_sampler { max_sample: 1 max_trials: 1 } } })";
  const AugmentRecipe recipe = ParseRecipe(layer, "nv.prototxt");
  EXPECT_EQ(recipe.resize.output, (ImageSize{.width = 320, .height = 320}));
  EXPECT_EQ(recipe.mirror_prob, 0.5);
  EXPECT_EQ(recipe.crop.samplers.size(), 1U);
  EXPECT_EQ(
      ParseRecipe("default_forward_type: FLOAT16\n" + layer + "\nglobal_grad_scale: 2.0", "it"),
      recipe);
  // Inside the blocks that say how to augment they are errors, as are those of other layers not.
  const auto with = [&](const std::string& block, const std::string& field) {
    std::string text = layer;
    return text.insert(text.find(block) + block.size(), field);
  };
  for (const char* block :
       {"transform_param {", "resize_param {", "annotated_data_param {", "batch_sampler {"}) {
    EXPECT_THAT(Problem(with(block, " flip: 1 ")), AllOf(HasSubstr("\"flip\""), HasSubstr(":")))
        << block;
  }
  const std::string other = " layer { type: 'Data' transform_param { flip: 1 } } ";
  EXPECT_EQ(ParseRecipe(other + layer + other, "one line"), recipe);
  EXPECT_THAT(Problem(other + with("resize_param {", " flip: 1 ") + other), HasSubstr("\"flip\""));
}

TEST(RecipeFile, TrialsAreBounded) {
  EXPECT_EQ(ParseRecipe("batch_sampler { max_trials: 10000 }", "it").crop.samplers[0].max_trials,
            10'000);
  for (const char* trials : {"0", "10001", "4294967295"}) {
    EXPECT_THAT(
        Problem("batch_sampler {\n max_sample: 1\n max_trials: " + std::string(trials) + "\n}"),
        HasSubstr("recipe.txt:3: max_trials must be 1..10000, not " + std::string(trials)));
  }
  EXPECT_THAT(Problem("rand_crop_prob=1\nmax_crop_trials=10001"),
              HasSubstr("recipe.txt:2: max_crop_trials must be 1..10000"));
  EXPECT_THAT(Problem("imrec { crop { max_rounds: 10001 } }"),
              HasSubstr("crop.max_rounds must be"));
  AugmentRecipe recipe = PresetByName("ssd300");
  recipe.crop.samplers[1].max_trials = 10'001;
  EXPECT_THROW(ValidateRecipe(recipe), Error);
}

TEST(RecipeFile, WhatCannotBeFollowedIsSaidByLine) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"transform_param {\n noise_param { }\n}", "recipe.txt:2: noise_param"},
      {"transform_param {\n crop_size: 30\n}", "recipe.txt:2: crop_size"},
      {"transform_param {\n mean_file: 'x'\n}", "recipe.txt:2: mean_file"},
      {"transform_param {\n force_gray: true\n}", "recipe.txt:2: force_gray"},
      {"transform_param {\n\n mean_value: 1 mean_value: 2\n}", "recipe.txt:3: mean_value needs"},
      {"transform_param {\n resize_param {\n height: 3 width: 3\n pad_mode: MIRRORED } }",
       "recipe.txt:4: pad_mode"},
      {"transform_param {\n resize_param { height: 3 } }", "recipe.txt:2: resize_param needs"},
      {"batch_sampler { }\nbatch_sampler {\n max_sample: 2 }", "recipe.txt:3: max_sample"},
      {"batch_sampler {\n use_original_image: false }", "recipe.txt:2: use_original_image"}};
  for (const auto& [text, expected] : cases) EXPECT_THAT(Problem(text), HasSubstr(expected));
}

TEST(RecipeFile, ContradictionsAreSaidByLine) {
  EXPECT_THAT(
      Problem("batch_sampler { }\nbatch_sampler { sampler { min_scale: 0.9 max_scale: 0.5 } }"),
      AllOf(HasSubstr("recipe.txt:2:"), HasSubstr("sampler.scale")));
  EXPECT_THAT(Problem("batch_sampler { sample_constraint { min_jaccard_overlap: 0.9 "
                      "max_jaccard_overlap: 0.5 } }"),
              HasSubstr("iou"));
  EXPECT_THAT(Problem("imrec {\n color { contrast { min: 2 max: 1 } }\n}"),
              AllOf(HasSubstr("recipe.txt:1:"), HasSubstr("color.contrast")));
  EXPECT_THAT(Problem("imrec { preset: 'nothing' }"), HasSubstr("there are ssd300"));
  EXPECT_THAT(Problem("imrec { resize { mode: STRETCH } }"), HasSubstr("STRETCH"));
  EXPECT_THAT(Problem("imrec {"), HasSubstr("recipe.txt:1:"));
}

// The settings of MXNet's example/ssd, as a piece of its Python.
constexpr const char* kMxnet = R"(# from train/train_net.py
    path_imgrec=train.rec, batch_size=32,
    data_shape=(3, 300, 300),
    mean_r=123.68, mean_g=116.779, mean_b=103.939,
    rand_crop_prob = 0.8333333333333334,
    min_crop_scales=(.3, .3, .3, .3, .3),
    max_crop_scales=[1.0],
    min_crop_aspect_ratios='(0.5, 0.5, 0.5, 0.5, 0.5)',
    max_crop_aspect_ratios=2.0,
    min_crop_overlaps=(0.1, 0.3, 0.5, 0.7, 0.9),
    num_crop_sampler=5,
    max_crop_trials=25,
    rand_pad_prob=0.5, max_pad_scale=4.0, fill_value=127,
    random_hue_prob=0.5, max_random_hue=18,
    random_saturation_prob=0.5, max_random_saturation=32,
    random_illumination_prob=0.5, max_random_illumination=32,
    random_contrast_prob=0.5, max_random_contrast=0.5,
    rand_mirror_prob=0.5, shuffle=True, label_pad_width=350,
    inter_method=10, mean_img=None
)";

TEST(RecipeFile, ParametersOfMxnetAreThePreset) {
  EXPECT_EQ(ParseRecipe(kMxnet, "train.py"), PresetByName("mxnet-ssd"));
}

TEST(RecipeFile, ParametersOfMxnetOneALine) {
  const AugmentRecipe recipe = ParseRecipe(
      "data_shape=(3,20,30)\nresize_mode=fit\nscale=0.5\nrand_crop_prob=1\n"
      "crop_emit_mode=overlap\nmin_crop_scales=0.5\n",
      "it");
  EXPECT_EQ(recipe.resize.output, (ImageSize{.width = 30, .height = 20}));
  EXPECT_EQ(recipe.resize.mode, ResizeMode::kFit);
  EXPECT_THAT(recipe.std, ElementsAre(2, 2, 2));
  EXPECT_EQ(recipe.crop.center, CenterRule::kIgnore);
  EXPECT_EQ(recipe.crop.min_overlap, 0.3);
  EXPECT_EQ(recipe.crop.samplers.size(), 1U);
}

TEST(RecipeFile, ProblemsOfMxnetsParametersAreSaidByLine) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"rand_mirror_prob=0.5\nrand_crop_probs=1\n",
       "recipe.txt:2: ImageDetRecordIter has no parameter 'rand_crop_probs'; did you mean "
       "rand_crop_prob?"},
      {"rand_crop=1", "recipe.txt:1: ImageDetRecordIter has no parameter 'rand_crop'"},
      {"rand_mirror_prob=often", "recipe.txt:1: rand_mirror_prob needs a number"},
      {"rand_mirror_prob=2", "recipe.txt:1: augmentation setting mirror_prob"},
      {"rand_crop_prob=1\nnum_crop_sampler=3\nmin_crop_overlaps=(.1,.2)",
       "recipe.txt:3: min_crop_overlaps needs one number or one for each of the 3"},
      {"rand_crop_prob=1\nmin_crop_scales=0.9\nmax_crop_scales=0.5", "recipe.txt:3: "},
      {"rand_mirror_prob=0.5 0.7", "recipe.txt:1: expected NAME = VALUE"},
      {"rand_mirror_prob=0.5\nrand_mirror_prob=0.5", "recipe.txt:2: 'rand_mirror_prob' is set"},
      {"data_shape=(1,300,300)", "recipe.txt:1: data_shape"},
      {"data_shape=(3,300", "recipe.txt:1: there is no closing )"},
      {"resize=400", "recipe.txt:1: resize is not supported"},
      {"mean_img=mean.bin", "recipe.txt:1: mean_img is not supported"},
      {"resize_mode=stretch", "recipe.txt:1: resize_mode must be force"},
      {"inter_method=7", "recipe.txt:1: inter_method"},
      {"crop_emit_mode=none", "recipe.txt:1: crop_emit_mode"}};
  for (const auto& [text, expected] : cases) EXPECT_THAT(Problem(text), HasSubstr(expected));
}

TEST(RecipeFile, PresetsComeBackEqual) {
  for (const Preset& preset : Presets()) {
    SCOPED_TRACE(preset.name);
    const std::string text = FormatRecipe(preset.make());
    EXPECT_EQ(ParseRecipe(text, "again"), preset.make()) << text;
  }
}

TEST(RecipeFile, AnyRecipeComesBackEqual) {
  for (std::uint64_t i = 0; i < 500; ++i) {
    RandomStream random({.seed = 6, .ordinal = i}, RandomStage::kColor);
    const auto one_of = [&](std::uint64_t count) { return static_cast<int>(random.Below(count)); };
    const auto range = [&](double low, double high) {
      const double min = random.Uniform(low, high);
      return Range{.min = min, .max = random.Uniform(min, high)};
    };
    const auto color = [&](double low, double high) {
      std::array<float, 3> levels;
      for (float& level : levels) level = static_cast<float>(random.Uniform(low, high));
      return levels;
    };
    AugmentRecipe recipe;
    recipe.color = {.model = static_cast<ColorModel>(one_of(5)),
                    .contrast_order = static_cast<ContrastOrder>(one_of(3)),
                    .brightness_prob = random.Uniform(),
                    .brightness = range(0, 100),
                    .contrast_prob = random.Uniform(),
                    .contrast = range(0, 3),
                    .saturation_prob = random.Uniform(),
                    .saturation = range(0, 3),
                    .hue_prob = random.Uniform(),
                    .hue_degrees = random.Uniform(0, 180),
                    .channel_order_prob = random.Uniform(),
                    .grey_prob = random.Uniform(),
                    .lighting = random.Uniform()};
    recipe.expand = {.prob = random.Uniform(),
                     .max_ratio = random.Uniform(1, 9),
                     .min_ratio = random.Uniform(1, 2)};
    recipe.crop.prob = random.Uniform();
    recipe.crop.selection = static_cast<Selection>(one_of(3));
    recipe.crop.size_law = static_cast<SizeLaw>(one_of(4));
    recipe.crop.aspect_space = static_cast<AspectSpace>(one_of(2));
    recipe.crop.quantifier = static_cast<Quantifier>(one_of(2));
    recipe.crop.centered_only = random.Chance(0.5);
    recipe.crop.accept_without_objects = random.Chance(0.5);
    recipe.crop.center = static_cast<CenterRule>(one_of(4));
    recipe.crop.min_visibility = random.Uniform();
    recipe.crop.min_overlap = random.Uniform();
    recipe.crop.no_survivor = static_cast<NoSurvivor>(one_of(3));
    recipe.crop.rounding = static_cast<WindowRounding>(one_of(3));
    recipe.crop.max_rounds = 1 + one_of(1000);
    for (int k = one_of(4); k > 0; --k) {
      BatchSampler sampler{
          .scale = range(0.1, 1), .aspect_ratio = range(0.1, 5), .max_trials = 1 + one_of(99)};
      if (random.Chance(0.5)) sampler.constraint.min_iou = random.Uniform();
      if (random.Chance(0.5)) sampler.constraint.max_sample_coverage = random.Uniform();
      if (random.Chance(0.5)) sampler.constraint.min_object_coverage = random.Uniform();
      recipe.crop.samplers.push_back(sampler);
    }
    recipe.resize.output = {.width = 1 + one_of(700), .height = 1 + one_of(700)};
    recipe.resize.mode = static_cast<ResizeMode>(one_of(6));
    recipe.resize.pad = color(0, 255);
    recipe.resize.decode_ratio = 1 + 9 * random.Uniform();
    recipe.resize.chroma = static_cast<ChromaResampling>(one_of(2));
    recipe.resize.filter = {static_cast<ResampleFilter>(one_of(5)),
                            static_cast<ResampleFilter>(one_of(5))};
    if (recipe.resize.mode == ResizeMode::kShorterEdge) recipe.resize.shorter_edge = 700;
    if (recipe.resize.mode == ResizeMode::kShorterEdge || recipe.resize.mode == ResizeMode::kCut) {
      recipe.resize.cut = static_cast<CutPosition>(one_of(2));
    }
    recipe.mirror_prob = random.Uniform();
    recipe.fill = color(0, 255);
    recipe.mean = color(0, 255);
    recipe.std = color(0.1, 99);
    const std::string text = FormatRecipe(recipe);
    ASSERT_EQ(ParseRecipe(text, "again"), recipe) << text;
  }
}

TEST(RecipeFile, WordsMeanWhatTheySay) {
  AugmentRecipe recipe;
  recipe.color.model = ColorModel::kHls;
  recipe.color.contrast_order = ContrastOrder::kLast;
  recipe.crop.selection = Selection::kOptionFirst;
  recipe.crop.size_law = SizeLaw::kIndependent;
  recipe.crop.center = CenterRule::kHalfOpen;
  recipe.crop.no_survivor = NoSurvivor::kReject;
  recipe.crop.rounding = WindowRounding::kTruncPixels;
  recipe.resize.mode = ResizeMode::kLetterbox;
  recipe.resize.filter = {ResampleFilter::kLanczos, ResampleFilter::kBox};
  EXPECT_THAT(FormatRecipe(recipe),
              AllOf(HasSubstr("model: HLS"), HasSubstr("contrast_order: LAST"),
                    HasSubstr("selection: OPTION_FIRST"), HasSubstr("size_law: INDEPENDENT"),
                    HasSubstr("center: HALF_OPEN"), HasSubstr("no_survivor: REJECT"),
                    HasSubstr("rounding: TRUNC_PIXELS"), HasSubstr("mode: LETTERBOX"),
                    HasSubstr("filter: [LANCZOS, BOX]")));
  recipe.resize.mode = ResizeMode::kCut;
  recipe.resize.cut = CutPosition::kRandom;
  EXPECT_THAT(FormatRecipe(recipe), AllOf(HasSubstr("mode: CUT"), HasSubstr("cut: RANDOM")));
}

// The same in C++, in files and in messages.
TEST(RecipeFile, SettingsHaveOneName) {
  struct Setting {
    std::string block;  // empty: of imrec itself
    std::string text;   // out of range
  };
  for (const Setting& setting : std::vector<Setting>{{"", "mirror_prob: 2"},
                                                     {"", "fill: 300"},
                                                     {"", "std: 0"},
                                                     {"color", "brightness_prob: 2"},
                                                     {"color", "brightness { min: -999 max: 0 }"},
                                                     {"color", "contrast_prob: 2"},
                                                     {"color", "contrast { min: -1 max: 0 }"},
                                                     {"color", "saturation_prob: 2"},
                                                     {"color", "saturation { min: -1 max: 0 }"},
                                                     {"color", "hue_prob: 2"},
                                                     {"color", "hue_degrees: 200"},
                                                     {"color", "channel_order_prob: 2"},
                                                     {"color", "grey_prob: 2"},
                                                     {"color", "lighting: 11"},
                                                     {"expand", "prob: 2"},
                                                     {"expand", "max_ratio: 0.5"},
                                                     {"expand", "min_ratio: 0.5"},
                                                     {"crop", "prob: 2"},
                                                     {"crop", "min_visibility: 2"},
                                                     {"crop", "min_overlap: 1"},
                                                     {"crop", "max_rounds: 0"},
                                                     {"resize", "width: 0"},
                                                     {"resize", "shorter_edge: 1"},
                                                     {"resize", "pad: 300"},
                                                     {"resize", "decode_ratio: 0.5"}}) {
    const std::string name = setting.text.substr(0, setting.text.find_first_of(": "));
    const std::string block =
        setting.block.empty() ? setting.text : setting.block + " { " + setting.text + " }";
    const std::string path = setting.block.empty() ? name : setting.block + '.' + name;
    EXPECT_THAT(Problem("imrec { preset: 'eval300' " + block + " }"),
                HasSubstr("setting " + path + " "));
  }
}

TEST(LoadRecipe, TakesPresetsAndFiles) {
  const test::TempDir dir;
  test::WriteFile(dir / "mine.prototxt", "imrec { preset: 'eval300' mirror_prob: 1 }");
  EXPECT_EQ(LoadRecipe("ssd300"), PresetByName("ssd300"));
  EXPECT_EQ(LoadRecipe(dir / "mine.prototxt").mirror_prob, 1);
  try {
    LoadRecipe(dir / "other");
    FAIL() << "there is none";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("there are ssd300"),
                                    HasSubstr("there is no file of this name either")));
  }
}

}  // namespace
}  // namespace imrec
