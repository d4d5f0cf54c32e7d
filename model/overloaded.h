// A visitor of a std::variant written as one lambda per alternative: a forgotten one does not compile.
#pragma once

namespace model {

template <class... Ts>
struct overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
overloaded(Ts...) -> overloaded<Ts...>;

}  // namespace model
