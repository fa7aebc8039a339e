package org.emailflow.cli.demo;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Who is in the story, with the address that the other side must never see. */
enum Person {
  ANN("Ann", "ann@post.example"),
  BOB("Bob", "bob@casa-azul.test"),
  INES("Inés", "ines@correo.example"),
  KEN("Ken", "ken@yubin.example"),
  YUKI("Yuki", "yuki@gakki.test"),
  TOM("Tom", "tom@tomsmith.example"),
  HIRE("The bicycle hire", "desk@two-wheels.test"),
  EVE("Eve", "eve@elsewhere.example");

  private final String shownAs;
  private final String address;

  Person(String shownAs, String address) {
    this.shownAs = shownAs;
    this.address = address;
  }

  String shownAs() {
    return shownAs;
  }

  String address() {
    return address;
  }

  /** The domain of the address, of which each mail host here has a name. */
  String host() {
    return address.substring(address.indexOf('@') + 1);
  }

  /** What gives this person away. */
  List<String> secrets() {
    return List.of(address, host());
  }

  /** What gives anybody else away: none of it may stand in mail to this person. */
  List<String> secretsOfOthers() {
    return Stream.of(values())
        .filter(other -> other != this)
        .flatMap(other -> other.secrets().stream())
        .toList();
  }

  static Person of(String address) {
    return Arrays.stream(values())
        .filter(person -> person.address.equalsIgnoreCase(address))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(address + " is nobody in the story"));
  }
}
