`default_nettype none

// Sequencer: takes a job, then streams the slow state's indices past one group of neurons after the other. A group
// without a term to stream takes only the cycles of its neuron words.
module dmp_spoken_digits_core_sequencer (
    input  wire       clk,
    input  wire       rst,
    input  wire       job_valid,
    output wire       job_ready,
    input  wire       job_touched,
    input  wire       job_end,
    input  wire       meets,
    input  wire       sent,
    output wire       flags_layer,
    output wire       flags_first,
    output wire       flags_touched,
    output wire       flags_end,
    output wire       started,
    output wire       awaits,
    output wire       half,
    output wire       state_term_valid,
    output wire [2:0] state_term_j,
    output wire       state_term_update,
    output wire       state_term_last,
    output wire [5:0] state_term_address,
    output wire [4:0] state_term_row,
    output wire       slow_term_valid,
    output wire       slow_term_last,
    output wire [7:0] slow_term_address,
    output wire       group_end,
    output wire       group_opens
);
    localparam PHASE_IDLE = 1'b0;
    localparam PHASE_RUN = 1'b1;

    // The job at work, and the layer of the next one. A sequence begins where the step before ended one.
    reg  layer;
    reg  layer_next;
    reg  first;
    reg  first_next;
    reg  touched;
    reg  touched_next;
    reg  parity;
    reg  parity_next;
    reg  coming;
    reg  coming_next;
    reg  ended;
    reg  ended_next;
    wire job_fire = job_valid & job_ready;
    wire opens = job_fire & !coming;

    always @* begin : coming_logic
        coming_next = coming;
        layer_next = layer;
        touched_next = touched;
        ended_next = ended;
        if (job_fire) begin
            coming_next = coming + 1'b1;
            layer_next = coming;
            touched_next = job_touched;
            ended_next = job_end;
        end
    end

    always @* begin : first_logic
        first_next = first;
        parity_next = parity;
        if (opens) begin
            first_next = ended;
            parity_next = !parity;
        end
    end

    // Steps whose spikes wait to be sent.
    reg  [1:0] in_flight;
    reg  [1:0] in_flight_next;

    always @* begin : in_flight_logic
        in_flight_next = in_flight;
        if (job_fire & !sent) begin
            in_flight_next = in_flight + 2'd1;
        end else if (sent & !job_fire) begin
            in_flight_next = in_flight - 2'd1;
        end
    end

    reg  phase;
    reg  phase_next;

    // The pass, the group and the cycle at work; cycles of rest after a pass.
    reg  [3:0] group;
    reg  [3:0] group_next;
    reg  [2:0] cycle;
    reg  [2:0] cycle_next;
    reg  rest;
    reg  rest_next;
    wire group_last = (cycle == 3'd5);
    wire stands_condition = phase & !rest;
    wire stands = stands_condition & group_last;
    wire running = stands_condition & (!stands | meets);
    wire pass_last = group_last & (group == 4'd15);

    always @* begin : phase_logic
        phase_next = phase;
        rest_next = rest;
        group_next = group;
        cycle_next = cycle;
        if (job_fire) begin
            phase_next = PHASE_RUN;
        end else if (running & pass_last) begin
            rest_next = 1'b1;
            group_next = 4'd0;
            cycle_next = 3'd0;
            phase_next = PHASE_IDLE;
        end else if (running & group_last) begin
            group_next = group + 4'd1;
            cycle_next = 3'd0;
        end else if (running) begin
            cycle_next = cycle + 3'd1;
        end else if (rest) begin
            rest_next = rest - 1'b1;
        end
    end

    wire valid = running;
    wire [2:0] j = valid ? cycle : 3'd0;
    wire slow = valid;
    wire update = valid & (group < 4'd5);
    reg  [4:0] row;
    reg  [4:0] row_next;

    always @* begin : row_logic
        row_next = row;
        if (job_fire) begin
            row_next = 5'd0;
        end else if (update & (j == 3'd5)) begin
            row_next = row + 5'd1;
        end
    end

    reg  [5:0] update_address;
    reg  [5:0] update_address_next;

    always @* begin : update_address_logic
        update_address_next = update_address;
        if (job_fire) begin
            update_address_next = coming ? 6'd30 : 6'd0;
        end else if (update) begin
            update_address_next = (update_address == 6'd59) ? 6'd0 : update_address + 6'd1;
        end
    end

    reg  [7:0] slow_address;
    reg  [7:0] slow_address_next;

    always @* begin : slow_address_logic
        slow_address_next = slow_address;
        if (job_fire) begin
            slow_address_next = coming ? 8'd96 : 8'd0;
        end else if (slow) begin
            slow_address_next = (slow_address == 8'd191) ? 8'd0 : slow_address + 8'd1;
        end
    end

    assign job_ready = !phase & !rest & (in_flight < 2'd3);
    assign flags_layer = layer;
    assign flags_first = first;
    assign flags_touched = touched;
    assign flags_end = ended;
    assign state_term_valid = valid;
    assign state_term_j = j;
    assign state_term_update = update;
    assign state_term_last = (j == 3'd5);
    assign state_term_address = update_address;
    assign state_term_row = row;
    assign slow_term_valid = slow;
    assign slow_term_last = (j == 3'd5);
    assign slow_term_address = slow_address;
    assign half = parity;
    assign started = job_fire;
    assign awaits = stands;
    wire neurons_end = running & group_last;
    assign group_end = neurons_end;
    assign group_opens = neurons_end & (group == 4'd0);

    always @(posedge clk) begin : registers
        if (rst) begin
            layer <= 1'b0;
            first <= 1'b0;
            touched <= 1'b0;
            parity <= 1'b0;
            coming <= 1'b0;
            ended <= 1'b1;
            in_flight <= 2'd0;
            phase <= PHASE_IDLE;
            group <= 4'd0;
            cycle <= 3'd0;
            rest <= 1'b0;
            row <= 5'd0;
            update_address <= 6'd0;
            slow_address <= 8'd0;
        end else begin
            layer <= layer_next;
            first <= first_next;
            touched <= touched_next;
            parity <= parity_next;
            coming <= coming_next;
            ended <= ended_next;
            in_flight <= in_flight_next;
            phase <= phase_next;
            group <= group_next;
            cycle <= cycle_next;
            rest <= rest_next;
            row <= row_next;
            update_address <= update_address_next;
            slow_address <= slow_address_next;
        end
    end

`ifdef ASSERTIONS
    // (in_flight + 1) lies within 0 to 3
    always @(posedge clk) begin : in_flight_fits
        if (!rst) assert (!(job_fire & !sent) | (({1'b0, in_flight} + 3'd1) <= 3'd3));
    end
    // (in_flight - 1) lies within 0 to 3
    always @(posedge clk) begin : in_flight_fits_2
        if (!rst) assert (!(!(job_fire & !sent) & (sent & !job_fire))
            | ($signed({1'b0, in_flight} - 3'sd1) >= 3'sd0));
    end
    // (group + 1) lies within 0 to 15
    always @(posedge clk) begin : group_fits
        if (!rst) assert (!(!job_fire & !(running & pass_last) & neurons_end)
            | (({1'b0, group} + 5'd1) <= 5'd15));
    end
    // (cycle + 1) lies within 0 to 5
    always @(posedge clk) begin : cycle_fits
        if (!rst) assert (!(!job_fire & !(running & pass_last) & !neurons_end & running)
            | ((cycle + 3'd1) <= 3'd5));
    end
    // (row + 1) lies within 0 to 16
    always @(posedge clk) begin : row_fits
        if (!rst) assert (!(!job_fire & (update & (j == 3'd5))) | ((row + 5'd1) <= 5'd16));
    end
`endif
endmodule

`default_nettype wire
