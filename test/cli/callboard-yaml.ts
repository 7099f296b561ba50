/** A callboard.yaml with two channels and a template, as `export` writes it. */
export const callboardYaml = `channels:
  discord:123456789012345678/123456789012345679:
    rules:
      - { on: "message.*", do: ignore }
      - { on: "*" }
  slack:T0123/C0456:
    timezone: Europe/London
    rules:
      - { on: call.missed, if: 'call.kind == "video"', mention: [ "<!here>" ] }
      - { on: [ call.missed, meeting.ended ], template: short }
templates:
  short:
    title: "{{meaning}}"
    color: blue
    body: |
      {{person call.caller "Someone"}} called.
      That is all.
`;
