#include "checker/samples.h"

#include <algorithm>

#include "checker/explore.h"
#include "checker/search/breadth_first.h"
#include "checker/search/flow.h"
#include "model/evaluate.h"

namespace checker {

using model::Owner;
using model::Values;

namespace {

Values row(const search::StateSpace& space, std::size_t place, search::Part part) {
  const auto& table = space.parts().table(place);
  return {table.row(part), table.row(part) + table.length()};
}

}  // namespace

std::optional<Samples> Samples::of(const model::Model& model, std::uint16_t number, const Limits& limits) {
  const model::System& system = model.systems[number];
  model::Property none{};
  none.system = number;
  if (beyond_search({model, none, limits})) return std::nullopt;
  Samples samples;
  samples.parameters_ = bounded_parameters(model, system);
  samples.samples_.resize(system.endpoints.size() + 1);
  search::StateSpace space(model, system, samples.parameters_, *flows_for(model, number, nullptr), {},
                           search::Symmetry::None);
  search::BreadthFirst search(space);
  search.run({}, limits, system.bounds.depth);
  const auto& layout = space.layout();
  for (search::State s = 0; s < search.states(); ++s) {
    const auto key = search.key(s);
    Sample sample;
    for (std::size_t e = 0; e < system.endpoints.size(); ++e)
      sample.endpoints.push_back(row(space, e, key[e]));
    samples.of(std::nullopt).push_back(sample);
    for (std::size_t l = 0; l < layout.links.size(); ++l)
      for (unsigned j = 0; j < layout.slots; ++j) {
        const auto place = layout.slot(l, j);
        if (key[place] == search::kNoPart || layout.links[l].from >= system.endpoints.size()) continue;
        sample.message = row(space, place, key[place]);
        samples.of(layout.links[l].from).push_back(sample);
      }
  }
  samples.states_ = search.states();
  if (system.mirrored) samples.swap_endpoints(system.endpoints.size());
  return samples;
}

/// What is said of one endpoint is meant of the other, too.
void Samples::swap_endpoints(std::size_t endpoints) {
  const auto before = samples_;
  const auto swapped = [](Sample sample) {
    std::swap(sample.endpoints[0], sample.endpoints[1]);
    return sample;
  };
  for (std::size_t s = 0; s <= endpoints; ++s)
    for (const Sample& sample : before[s]) samples_[s == 0 ? 0 : 3 - s].push_back(swapped(sample));
}

Truth Samples::truth(model::Expr statement, std::optional<std::uint16_t> from) const {
  const auto& samples = of(from);
  Truth truth((samples.size() + 63) / 64);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    model::Environment environment;
    environment.row(Owner::Parameter) = parameters_.data();
    for (std::size_t e = 0; e < samples[i].endpoints.size(); ++e)
      environment.row(Owner::Endpoint, e) = samples[i].endpoints[e].data();
    environment.row(Owner::Message, model::kBound) = samples[i].message.data();
    if (model::evaluate(statement, environment) != 0) truth[i / 64] |= std::uint64_t{1} << i % 64;
  }
  return truth;
}

Truth Samples::everywhere(std::optional<std::uint16_t> from) const {
  const auto count = of(from).size();
  Truth truth((count + 63) / 64, ~std::uint64_t{0});
  if (count % 64 != 0) truth.back() = (std::uint64_t{1} << count % 64) - 1;
  return truth;
}

}  // namespace checker
