`default_nettype none

// Event list: keeps the events of a time step until all of them are there, and hands the step over;
// the next step then goes to the other list.
module dmp_spoken_digits_core_event_list (
    input  wire       clk,
    input  wire       rst,
    input  wire       events_valid,
    output wire       events_ready,
    input  wire [7:0] events_address,
    input  wire       events_empty,
    input  wire       events_last,
    input  wire       events_end,
    input  wire       read_valid,
    input  wire [7:0] read_at,
    input  wire       read_half,
    output wire       step_valid,
    input  wire       step_ready,
    output wire [7:0] step_events,
    output wire       step_end,
    output wire       step_half,
    output wire [7:0] event_address,
    output wire       begins,
    output wire       layer
);
    localparam [1:0] PHASE_OPEN = 2'd0;
    localparam [1:0] PHASE_COLLECT = 2'd1;
    localparam [1:0] PHASE_HAND_OVER = 2'd2;

    // The layer whose step arrives, and the list it goes to.
    reg  layer_at_work;
    reg  layer_at_work_next;
    reg  half;
    reg  half_next;
    wire step_fire = step_valid & step_ready;

    always @* begin : layer_at_work_logic
        layer_at_work_next = layer_at_work;
        half_next = half;
        if (step_fire) begin
            layer_at_work_next = layer_at_work + 1'b1;
            half_next = half + 1'b1;
        end
    end

    // The step: its last beat has come, and the scalar drive may still grow; it ends the sequence.
    reg  [1:0] phase;
    reg  [1:0] phase_next;
    reg  settles;
    reg  settles_next;
    reg  ended;
    reg  ended_next;
    wire beginning = (phase == PHASE_OPEN) & events_valid;
    wire events_fire = events_valid & events_ready;
    wire ends = events_fire & events_last;
    reg  closes_1;
    reg  closes;
    assign events_ready = (phase == PHASE_COLLECT) & !settles;

    always @* begin : phase_logic
        phase_next = phase;
        case (phase)
            PHASE_OPEN: begin
                if (beginning) begin
                    phase_next = PHASE_COLLECT;
                end
            end
            PHASE_COLLECT: begin
                if (closes) begin
                    phase_next = PHASE_HAND_OVER;
                end
            end
            PHASE_HAND_OVER: begin
                if (step_fire) begin
                    phase_next = PHASE_OPEN;
                end
            end
            default: ;
        endcase
    end

    always @* begin : settles_logic
        settles_next = settles;
        if (closes) begin
            settles_next = 1'b0;
        end else if (ends) begin
            settles_next = 1'b1;
        end
    end

    always @* begin : ended_logic
        ended_next = ended;
        if (ends) begin
            ended_next = events_end;
        end
    end

    // Events of the step so far. An event of value 0 counts nothing and needs no room.
    reg  [7:0] count;
    reg  [7:0] count_next;
    wire counts = events_fire & !events_empty;

    always @* begin : count_logic
        count_next = count;
        if (beginning) begin
            count_next = 8'd0;
        end else if (counts) begin
            count_next = count + 8'd1;
        end
    end

    (* ram_style = "block", ramstyle = "no_rw_check", no_rw_check *)
    reg  [7:0] lists [0:511];
    reg  [7:0] lists_event;

    assign event_address = lists_event;
    assign step_valid = (phase == PHASE_HAND_OVER);
    assign step_events = count;
    assign step_end = ended;
    assign step_half = half;
    assign begins = beginning;
    assign layer = layer_at_work;

    always @(posedge clk) begin : registers
        if (rst) begin
            layer_at_work <= 1'b0;
            half <= 1'b0;
            phase <= PHASE_OPEN;
            settles <= 1'b0;
            ended <= 1'b0;
            closes_1 <= 1'b0;
            closes <= 1'b0;
            count <= 8'd0;
        end else begin
            layer_at_work <= layer_at_work_next;
            half <= half_next;
            phase <= phase_next;
            settles <= settles_next;
            ended <= ended_next;
            closes_1 <= ends;
            closes <= closes_1;
            count <= count_next;
        end
    end

    always @(posedge clk) begin : lists_event_port
        if (counts) lists[{half, count}] <= events_address;
    end

    always @(posedge clk) begin : lists_event_port_2
        if (read_valid) lists_event <= lists[{read_half, read_at}];
    end

`ifdef ASSERTIONS
    // lists is never read at the address that is being written
    always @(posedge clk) begin : lists_event_event_apart
        if (!rst) assert (!(read_valid & counts & ({read_half, read_at} == {half, count})));
    end
    // (count + 1) lies within 0 to 140
    always @(posedge clk) begin : count_fits
        if (!rst) assert (!(!beginning & counts) | ((count + 8'd1) <= 8'd140));
    end
`endif
endmodule

`default_nettype wire
