// Any bytes as the plan of a sample: what can be read can be written, and reads back the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <imrec/error.h>

#include "augment/internal/plan_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  imrec::SamplePlan plan;
  try {
    plan = imrec::PlanFromJson({reinterpret_cast<const char*>(data), size});
  } catch (const imrec::Error&) {
    return 0;
  }
  if (imrec::PlanFromJson(imrec::PlanToJson(plan)) != plan) abort();
  return 0;
}
